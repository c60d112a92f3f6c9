/** What does a single key do outside fields? The list of them is parts/keys.html; they can be turned off there. */

const OFF = "heard.keys.off";
const WHILE = 15 * 60_000; // milliseconds for which an act can be taken back (tickets/changes.py)

/** @param {string} selector @returns {HTMLElement | null} */
const find = (selector) => document.querySelector(selector);

const keysOn = /** @type {HTMLInputElement | null} */ (find("#keys-on"));
if (keysOn) {
  keysOn.checked = localStorage.getItem(OFF) === null;
  keysOn.addEventListener("change", () => (keysOn.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}

/** Where the row stood that was open last: solved, it leaves the list, and the next one stands there. */
let stood = -1;

/** @returns {HTMLElement[]} */
const rowsHere = () => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#rows a.row"))];

function remember() {
  const open = rowsHere().findIndex((row) => row.hasAttribute("aria-current"));
  if (open >= 0) stood = open;
}
remember();
document.addEventListener("htmx:afterSwap", remember);

/** Move the focus along the list. @param {number} step 1 down, -1 up */
function move(step) {
  const rows = rowsHere();
  const here = rows.findIndex((row) => row === document.activeElement);
  const open = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const left = step > 0 ? stood - 1 : stood;
  const from = here >= 0 ? here : open >= 0 ? open : Math.max(-1, left);
  rows[Math.min(rows.length - 1, Math.max(0, from + step))]?.focus();
}

/** Show the composer in one of its two ways and stand in its field. @param {"reply" | "note"} way */
function write(way) {
  const choice = /** @type {HTMLInputElement | null} */ (find(`#say-${way}`));
  if (choice && !choice.checked) choice.click();
  find(`#${way}-text`)?.focus();
}

function search() {
  (find("#search-field") ?? find("#find"))?.[find("#search-field") ? "focus" : "click"]();
}

/** The drawer of the customer; on wide windows it is a column and stands open. */
function brief() {
  const drawer = find("#brief");
  if (!drawer) return;
  if (find("#brief-opener")?.offsetParent) drawer.togglePopover();
  else drawer.focus();
}

/** @returns {boolean} whether rows are selected: then the keys of a ticket act on all of them */
const picking = () => Boolean(find("#list.picking"));

/** js/select.js hears it. @param {"toggle" | "clear" | "add"} what */
const select = (what) => document.dispatchEvent(new CustomEvent("heard:select", { detail: what }));

/** Open the menu of the selection, or else the one of the ticket. @param {string} many @param {string} one */
function menu(many, one) {
  const chosen = /** @type {HTMLDetailsElement | null} */ (find(picking() ? many : one));
  if (!chosen) return;
  if (find("#tools-opener")?.offsetParent && chosen.closest("#tools")) find("#tools")?.showPopover(); // a narrow window
  chosen.open = true;
  /** @type {HTMLElement | null} */ (chosen.querySelector(".panel :is(input:not([type=hidden]), button)"))?.focus();
}

/** Solve the selected ones, or the open one. On a solved one the key only goes to "Open again". */
function solve() {
  if (picking()) find("#bulk-solve")?.click();
  else if (find("#solve")) find("#solve")?.click();
  else find("#reopen")?.focus();
}

/** Leave the selection, then the ticket. */
function leave() {
  if (picking()) select("clear");
  else find(".head .back")?.click();
}

/** The last act first: its toast is still there, or a reply has not left, or it was done a while ago or on another page. */
function undo() {
  const replies = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".undo"));
  const button = find("#toasts .undo-last") ?? [...replies].at(-1);
  if (button) return button.click();
  const { token, at } = JSON.parse(sessionStorage.getItem("heard.undo") ?? "{}");
  const key = /** @type {HTMLInputElement | null} */ (find("[name=csrfmiddlewaretoken]"))?.value;
  if (!token || Date.now() - at > WHILE) return;
  sessionStorage.removeItem("heard.undo");
  const { htmx } = /** @type {any} */ (window);
  htmx.ajax("POST", find("#toasts")?.dataset.undo, { target: "#toasts", swap: "innerHTML", values: { token, csrfmiddlewaretoken: key } });
}

/** @type {Record<string, () => unknown>} */
const acts = {
  j: () => move(1),
  k: () => move(-1),
  J: () => [select("add"), move(1), select("add")],
  K: () => [select("add"), move(-1), select("add")],
  x: () => select("toggle"),
  r: () => (picking() ? find("#bulk-reply")?.click() : write("reply")),
  n: () => write("note"),
  c: () => find("#new-ticket")?.click(),
  e: solve,
  a: () => menu("#bulk-assignee", "#assignee-menu"),
  t: () => menu("#bulk-tag", "#tag-menu"),
  s: () => menu("#bulk-hold", "#hold-menu"),
  "!": () => find(picking() ? '#bulk-status [value="spam"]' : "#spam")?.click(),
  f: () => find("#follow")?.click(),
  m: () => menu("#none", "#merge-menu"),
  u: () => find("#unread")?.click(),
  h: () => find("#escalate")?.click(),
  i: brief,
  z: undo,
  "/": search,
  "?": () => /** @type {HTMLDialogElement | null} */ (find("#keys"))?.showModal(),
  Escape: leave,
};

/** Whether keys are text there. The field of a dialog that was just closed holds the focus until the page is drawn again.
 * @param {Element} target @returns {boolean} */
const takesText = (target) =>
  target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]") && !target.closest("dialog:not([open])");

/** Do what the key says. @param {KeyboardEvent} event */
function press(event) {
  const act = acts[event.key];
  const target = /** @type {Element} */ (event.target);
  if (!act || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (takesText(target)) return;
  if (find("dialog[open], .menu[open], [popover]:popover-open:not(#brief)")) return;
  if (event.key.length === 1 && localStorage.getItem(OFF)) return;
  if (event.key === "Escape" && find("#brief:popover-open")) return;
  event.preventDefault();
  act();
}

document.addEventListener("keydown", press);
/* The palette names a key, also when single keys are turned off. */
document.addEventListener("heard:act", (event) => acts[/** @type {CustomEvent} */ (event).detail]?.());
