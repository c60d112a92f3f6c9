/** Light or dark, and how close the rows? Kept in cookies, so that the server writes them into the page and nothing flashes. */

const YEAR = 365 * 24 * 3600; // seconds
const root = document.documentElement;

/** @param {"theme" | "density"} name @param {string} value "" for the usual one */
function choose(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  const beginning = root.dataset.cookies ?? ""; // of the names, where the desk is at https
  const secure = beginning || location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${beginning}${name}=${value}; Path=/; Max-Age=${value ? YEAR : 0}; SameSite=Lax${secure}`;
}

for (const name of /** @type {const} */ (["theme", "density"])) {
  const choices = /** @type {HTMLFieldSetElement | null} */ (document.querySelector(`[data-choice="${name}"]`));
  if (choices) choices.hidden = false;
  for (const input of choices?.querySelectorAll("input") ?? []) {
    input.checked = input.value === (root.dataset[name] ?? "");
    input.addEventListener("change", () => choose(name, input.value));
  }
}
