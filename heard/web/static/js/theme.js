/** Light, dark, or as the system? Kept in a cookie, so that the server writes it into the page and nothing flashes. */

const YEAR = 365 * 24 * 3600; // seconds
const root = document.documentElement;

/** @param {string} theme "light", "dark", or "" for the system's */
function choose(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${theme ? YEAR : 0}; SameSite=Lax${secure}`;
}

const choices = /** @type {HTMLFieldSetElement | null} */ (document.querySelector("[data-themes]"));
if (choices) {
  choices.hidden = false;
  for (const input of choices.querySelectorAll("input")) {
    input.checked = input.value === (root.dataset.theme ?? "");
    input.addEventListener("change", () => choose(input.value));
  }
}
