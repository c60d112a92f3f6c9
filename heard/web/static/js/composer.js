/** How does the composer keep what is written? Reply and note are two drafts, which never flow into each other. Ctrl Enter sends, Escape leaves, a draft lives as long as the tab. */

const composer = /** @type {HTMLElement} */ (document.getElementById("composer"));
const ways = /** @type {const} */ (["reply", "note"]);
const mac = /Mac|iP(hone|ad)/.test(navigator.platform);

/** @param {string} way @returns {HTMLTextAreaElement} */
const field = (way) => /** @type {HTMLTextAreaElement} */ (document.getElementById(`${way}-text`));

/** @param {string} way @returns {string} the draft's name: whose, about what, in which way */
const nameOf = (way) => `draft:${composer.dataset.by}:${location.pathname}:${way}`;

/** @param {string} way */
function keep(way) {
  const { value } = field(way);
  if (value) sessionStorage.setItem(nameOf(way), value);
  else sessionStorage.removeItem(nameOf(way));
}

for (const way of ways) {
  const area = field(way);
  const form = /** @type {HTMLFormElement} */ (area.form);
  if (area.value) keep(way); // brought back by Undo
  else area.value = sessionStorage.getItem(nameOf(way)) ?? "";
  area.addEventListener("input", () => keep(way));
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    if (event.key === "Escape" && !event.isComposing) area.blur();
  });
  form.addEventListener("submit", (event) => {
    if (form.dataset.left) return event.preventDefault(); // a second press while the first is on its way
    form.dataset.left = "1";
    sessionStorage.removeItem(nameOf(way));
  });
  document.getElementById(`say-${way}`)?.addEventListener("change", () => area.focus());
}

/* Back from the browser's memory: the forms can be sent again. */
window.addEventListener("pageshow", () => ways.forEach((way) => delete field(way).form?.dataset.left));

if (mac) for (const key of composer.querySelectorAll("[data-command]")) key.textContent = "⌘ ↵";
