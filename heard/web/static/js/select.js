/** Which tickets are selected? By their boxes, by `x`, and further with Shift j and k; then the bar below acts on all of them. */

/** @param {string} selector @returns {HTMLElement | null} */
const find = (selector) => document.querySelector(selector);

/** @returns {HTMLInputElement[]} the boxes of all rows, from the top */
const boxes = () => [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#rows .pick input"))];

/** Numbers of the selected tickets: the rows are made anew now and then, this stays. @type {Set<string>} */
const chosen = new Set();
let started = false; // by the button that fingers have
let last = -1; // the box that was pressed last, for a whole stretch with Shift

/** The bar comes from the server with the first selection. */
async function bar() {
  const place = find("#bulk-place");
  if (!place || place.dataset.asked) return;
  place.dataset.asked = "1";
  const { htmx } = /** @type {any} */ (window);
  await htmx.ajax("GET", place.dataset.from, { target: place, swap: "innerHTML" });
  htmx.process(place); // now, not when the page has settled: the next key may come before
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
  find("#list")?.classList.toggle("picking", started || chosen.size > 0);
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
function clear() {
  started = false;
  chosen.clear();
  show();
}

/** @returns {HTMLInputElement | null | undefined} the box of the row with the focus, or of the open one */
const here = () => (document.activeElement?.closest(".item") ?? find("#rows .row[aria-current]")?.closest(".item"))?.querySelector("input");

document.addEventListener("heard:select", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const box = here();
  if (detail === "clear") return clear();
  if (!box || !find("#bulk-place")) return;
  choose(box, detail === "add" || !chosen.has(box.value));
  show();
});

/** A box was pressed: with Shift, all between it and the one before. @param {HTMLInputElement} box @param {boolean} stretch */
function press(box, stretch) {
  const all = boxes();
  const at = all.indexOf(box);
  const from = stretch && last >= 0 ? Math.min(at, last) : at;
  const to = stretch && last >= 0 ? Math.max(at, last) : at;
  for (const each of all.slice(from, to + 1)) choose(each, box.checked);
  last = at;
  show();
}

document.addEventListener("click", (event) => {
  if (/** @type {Element} */ (event.target).closest(".select-many")) {
    started = !find("#list.picking");
    if (!started) return clear();
    show();
  }
  const box = /** @type {HTMLInputElement | null} */ (/** @type {Element} */ (event.target).closest(".pick input"));
  if (box) press(box, /** @type {MouseEvent} */ (event).shiftKey);
});

document.addEventListener("htmx:afterSwap", (event) => {
  const { id } = /** @type {Element} */ (event.target);
  if (id === "rows" || !id) show();
});

/* What was done is done: the selection goes, the focus comes back to the list. */
document.addEventListener("htmx:afterRequest", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (!detail.successful || detail.elt.id !== "bulk") return;
  clear();
  const row = find("#rows .row:focus") ?? find("#rows .row[aria-current]") ?? find("#rows .row");
  row?.focus({ preventScroll: true });
});
