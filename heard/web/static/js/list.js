/**
 * How do new and changed rows come into the list? At once, while nobody is on it. Under somebody's pointer or
 * focus no row moves: those that are there change in place, and new ones wait behind a button that says how many.
 */

/** @returns {HTMLElement | null} */
const list = () => document.getElementById("list");

/** The newest reading of the rows that waits to be shown. @type {string} */
let waiting = "";

/** @returns {boolean} whether somebody would be disturbed */
function inUse() {
  const here = list();
  if (!here) return false;
  const focused = here.contains(document.activeElement) && document.activeElement !== here;
  return here.matches(":hover, .picking") || focused || here.scrollTop > 0;
}

/** @param {string} html @returns {HTMLElement | null} the rows in an answer */
const rowsIn = (html) => new DOMParser().parseFromString(html, "text/html").getElementById("rows");

/** @param {ParentNode} rows @returns {string[]} the ids of the items, from the top */
const order = (rows) => [...rows.querySelectorAll(".item")].map((item) => item.id);

/** Rows that stay are changed where they are; those that left are dimmed. @param {HTMLElement} fresh @returns {number} how many are new */
function changeInPlace(fresh) {
  const { Idiomorph } = /** @type {any} */ (window);
  const here = /** @type {HTMLElement} */ (document.getElementById("rows"));
  const known = new Set(order(here));
  for (const item of here.querySelectorAll(".item")) {
    const next = fresh.querySelector(`#${item.id}`);
    item.classList.toggle("gone", !next);
    if (next) Idiomorph.morph(item, next.outerHTML);
  }
  here.dataset.live = fresh.dataset.live;
  here.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true, detail: {} })); // for times and boxes
  return order(fresh).filter((id) => !known.has(id)).length;
}

/** @param {number} fresh how many rows wait; 0 takes the button away */
function offer(fresh) {
  const chip = /** @type {HTMLButtonElement | null} */ (document.getElementById("fresh-rows"));
  if (!chip) return;
  chip.hidden = fresh === 0;
  chip.textContent = (chip.dataset.text ?? "").replace("{n}", String(fresh));
  if (fresh) chip.onclick = () => show(true);
}

/** Show what waits. @param {boolean} [asked] from the top, because somebody pressed the button */
function show(asked = false) {
  if (!waiting) return;
  const html = waiting;
  waiting = "";
  offer(0);
  const { htmx } = /** @type {any} */ (window);
  const focused = document.activeElement?.closest(".item")?.id;
  htmx.swap("#rows", html, { swapStyle: "morph:outerHTML" });
  if (focused && !asked) document.querySelector(`#${focused} .row`)?.focus({ preventScroll: true });
  if (asked) {
    list()?.scrollTo({ top: 0 });
    /** @type {HTMLElement | null} */ (document.querySelector("#rows .row"))?.focus();
  }
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.target?.id !== "rows" || !detail.shouldSwap || detail.xhr.status !== 200) return;
  waiting = "";
  const fresh = rowsIn(detail.serverResponse);
  const rows = document.getElementById("rows");
  if (!fresh || !rows || !inUse() || order(fresh).join() === order(rows).join()) return offer(0);
  detail.shouldSwap = false;
  const count = changeInPlace(fresh);
  waiting = detail.serverResponse;
  offer(count);
});

/** When nobody is on the list any more, it shows how things stand. */
const settle = () => window.setTimeout(() => waiting && !inUse() && show(), 400);
list()?.addEventListener("pointerleave", settle);
list()?.addEventListener("focusout", settle);
