/** Which tickets are selected? By their boxes, by `x`, and further with Shift j and k; then the bar below acts on all of them. */

/** @param {string} selector @returns {HTMLElement | null} */
const find = (selector) => document.querySelector(selector);

/** @returns {HTMLInputElement[]} the boxes of all rows, from the top */
const boxes = () => [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#rows .pick input"))];

/** Numbers of the selected tickets: the rows are made anew now and then, this stays. @type {Set<string>} */
const chosen = new Set();
let last = -1; // the box that was pressed last, for a whole stretch with Shift

/** The bar comes from the server with the first selection. */
async function bar() {
  const place = find("#bulk-place");
  if (!place || place.childElementCount) return;
  await /** @type {any} */ (window).htmx.ajax("GET", place.dataset.from, { target: place, swap: "innerHTML" });
  listen();
  show();
}

function listen() {
  const form = /** @type {HTMLFormElement | null} */ (find("#bulk"));
  form?.querySelector(".none")?.addEventListener("click", clear);
  const word = /** @type {HTMLInputElement | null} */ (form?.querySelector("[data-tag]"));
  const put = /** @type {HTMLButtonElement | null} */ (word?.parentElement?.querySelector("button"));
  word?.addEventListener("input", () => put && (put.value = word.value));
  word?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    put?.click();
  });
}

/** Make the page show what is selected. */
function show() {
  for (const box of boxes()) {
    box.checked = chosen.has(box.value);
    box.closest(".item")?.classList.toggle("chosen", box.checked);
  }
  find("#list")?.classList.toggle("picking", chosen.size > 0);
  const place = find("#bulk-place");
  if (place) place.hidden = chosen.size === 0;
  const words = find("#bulk .how-many");
  if (words) words.textContent = (words.dataset.text ?? "").replace("{n}", String(chosen.size));
  if (chosen.size) bar();
}

/** @param {HTMLInputElement} box @param {boolean} on */
function choose(box, on) {
  if (on) chosen.add(box.value);
  else chosen.delete(box.value);
}

/** Nothing is selected any more. */
export function clear() {
  chosen.clear();
  show();
}

/** @returns {number} how many are selected */
export const count = () => chosen.size;

/** Select the row with the focus, or the open one, or take it out. */
export function toggle() {
  const row = document.activeElement?.closest(".item") ?? find("#rows .row[aria-current]")?.closest(".item");
  const box = /** @type {HTMLInputElement | null | undefined} */ (row?.querySelector(".pick input"));
  if (!box) return;
  choose(box, !chosen.has(box.value));
  show();
}

/** Both the row with the focus and the next one are selected. @param {() => void} move puts the focus on the next */
export function extend(move) {
  const before = /** @type {HTMLInputElement | null | undefined} */ (document.activeElement?.closest(".item")?.querySelector(".pick input"));
  if (before) choose(before, true);
  move();
  const after = /** @type {HTMLInputElement | null | undefined} */ (document.activeElement?.closest(".item")?.querySelector(".pick input"));
  if (after) choose(after, true);
  show();
}

/** A box was pressed: with Shift, all between it and the one before. @param {HTMLInputElement} box @param {boolean} stretch */
export function press(box, stretch) {
  const all = boxes();
  const here = all.indexOf(box);
  const from = stretch && last >= 0 ? Math.min(here, last) : here;
  const to = stretch && last >= 0 ? Math.max(here, last) : here;
  for (const each of all.slice(from, to + 1)) choose(each, box.checked);
  last = here;
  show();
}

document.addEventListener("htmx:afterSwap", (event) => {
  const id = /** @type {Element} */ (event.target).id;
  if (id === "rows" || id === "list") show();
});

/* What was done is done: the selection goes, the focus comes back to the list. */
document.addEventListener("htmx:afterRequest", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (!detail.successful || detail.elt.id !== "bulk") return;
  clear();
  const row = find("#rows .row:focus") ?? find("#rows .row[aria-current]") ?? find("#rows .row");
  row?.focus({ preventScroll: true });
});
