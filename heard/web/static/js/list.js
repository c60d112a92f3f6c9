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
  const rows = document.getElementById("rows");
  htmx.swap(rows, html, { swapStyle: "morph:outerHTML" }, { contextElement: rows }); // without it no extension is asked
  if (focused && !asked) document.querySelector(`#${focused} .row`)?.focus({ preventScroll: true });
  if (asked) {
    list()?.scrollTo({ top: 0 });
    /** @type {HTMLElement | null} */ (document.querySelector("#rows .row"))?.focus();
  }
}

/** @param {string} html the rows as they are now @returns {boolean} whether they may be shown at once; else they wait */
function arrive(html) {
  waiting = "";
  const fresh = rowsIn(html);
  const rows = document.getElementById("rows");
  if (!fresh || !rows || !inUse() || order(fresh).join() === order(rows).join()) {
    offer(0);
    return true;
  }
  const count = changeInPlace(fresh);
  waiting = html;
  offer(count);
  return false;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.target?.id !== "rows" || !detail.shouldSwap || detail.xhr.status !== 200) return;
  detail.shouldSwap = arrive(detail.serverResponse);
});

/** Each row as the server sent it last, by its ticket's number. @type {Map<string, string>} */
let heard = new Map();

/** @param {{ order: number[], rows: Record<string, string>, below: string }} news @returns {string} the whole list */
function whole(news) {
  const rows = /** @type {HTMLElement} */ (document.getElementById("rows"));
  for (const [number, row] of Object.entries(news.rows)) heard.set(number, row);
  heard = new Map(news.order.map((number) => [String(number), heard.get(String(number)) ?? ""]));
  const made = document.createElement("template");
  made.innerHTML = /** @type {HTMLElement} */ (rows.cloneNode()).outerHTML;
  const fresh = /** @type {HTMLElement} */ (made.content.firstElementChild);
  fresh.innerHTML = (heard.size ? `<ul class="items">${[...heard.values()].join("")}</ul>` : "") + news.below;
  const current = fresh.querySelector(`#row-${rows.dataset.current}`); // it is being read
  current?.classList.remove("unread");
  current?.querySelector(".row")?.setAttribute("aria-current", "true");
  return fresh.outerHTML;
}

/** @param {Record<string, string>} counts how much is in the views that stand above */
function count(counts) {
  for (const view of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#views [data-view]"))) {
    const number = counts[view.dataset.view ?? ""];
    const shown = view.querySelector(".count");
    if (shown && number !== undefined) shown.textContent = number === "0" ? "" : number;
  }
}

document.addEventListener(
  "heard:listed",
  (event) => {
    const news = /** @type {CustomEvent} */ (event).detail;
    count(news.counts);
    const html = whole(news);
    if (!arrive(html)) return;
    waiting = html;
    show();
  },
  true, // it does not bubble
);

/** When nobody is on the list any more, it shows how things stand. */
const settle = () => window.setTimeout(() => waiting && !inUse() && show(), 400);
list()?.addEventListener("pointerleave", settle);
list()?.addEventListener("focusout", settle);
