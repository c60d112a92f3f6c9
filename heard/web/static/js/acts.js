/**
 * What can be done on this page? It is read off the page itself, and doing it presses the page's own buttons:
 * so nothing is done from the palette that a button does not do.
 */

/** @param {string} words @returns {string} without accents, in small letters */
export const folded = (words) => words.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

/** @param {Element} element @returns {string} what it says, without its keys */
function wordsOf(element) {
  if (element.matches("summary") && element.querySelector(".unseen")) return `${element.querySelector(".unseen")?.textContent?.trim()} …`;
  const copy = /** @type {Element} */ (element.cloneNode(true));
  for (const key of copy.querySelectorAll("kbd, svg, .face")) key.remove();
  return (element.getAttribute("aria-label") ?? copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** @typedef {{words: string, key: string, icon: string | null, run: () => void}} Act */

/** @returns {Act[]} what the open page offers: what has a key, and what stands in the menus of the ticket */
function here() {
  const icon = (/** @type {Element} */ element) =>
    (element.matches("textarea, input, [contenteditable]") ? element.closest("form") : element)?.querySelector("use")?.getAttribute("href") ?? null;
  const keyed = [...document.querySelectorAll("main [aria-keyshortcuts]")]
    .filter((one) => one.closest("#composer, #tools") || (one.checkVisibility?.() ?? true))
    .map((one) => {
      const key = one.getAttribute("aria-keyshortcuts") ?? "";
      const run = () => document.dispatchEvent(new CustomEvent("heard:act", { detail: key })); // to keys.js
      return { words: wordsOf(one), key, icon: icon(one), run };
    });
  const chosen = [...document.querySelectorAll(".head details.menu")].flatMap((menu) => {
    const called = menu.querySelector("summary .unseen")?.textContent?.trim() ?? "";
    return [...menu.querySelectorAll("form button:not([aria-current])")].map((button) => {
      const run = () => /** @type {HTMLElement} */ (button).click();
      return { words: `${called} ${wordsOf(button)}`.trim(), key: "", icon: icon(menu), run };
    });
  });
  const once = keyed.filter((act, place) => keyed.findIndex((one) => one.key === act.key && one.words === act.words) === place);
  return [...once, ...chosen].filter((act) => act.words);
}

/** @param {string} typed @returns {Act[]} those in which each word begins a word */
export function fitting(typed) {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  return here().filter((act) => words.every((word) => ` ${folded(act.words)}`.includes(` ${word}`)));
}
