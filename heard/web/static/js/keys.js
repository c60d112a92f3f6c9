/** What does a single key do outside fields? The list of them is parts/keys.html; they can be turned off there. */

const OFF = "heard.keys.off";

/** @param {string} selector @returns {HTMLElement | null} */
const find = (selector) => document.querySelector(selector);

const keysOn = /** @type {HTMLInputElement | null} */ (find("#keys-on"));
if (keysOn) {
  keysOn.checked = localStorage.getItem(OFF) === null;
  keysOn.addEventListener("change", () => (keysOn.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}

/** Move the focus along the list. @param {number} step 1 down, -1 up */
function move(step) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#rows a.row")]);
  const here = rows.findIndex((row) => row === document.activeElement);
  const open = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const from = here >= 0 ? here : open;
  rows[Math.min(rows.length - 1, Math.max(0, from + step))]?.focus();
}

/** Show the composer in one of its two ways and stand in its field. @param {"reply" | "note"} way */
function write(way) {
  const choice = /** @type {HTMLInputElement | null} */ (find(`#say-${way}`));
  if (choice && !choice.checked) choice.click();
  find(`#${way}-text`)?.focus();
}

function search() {
  const field = find("#find");
  if (field?.offsetParent) field.focus();
  else find('.bottom a[href*="search"]')?.click();
}

function assign() {
  const menu = /** @type {HTMLDetailsElement | null} */ (find("#assignee-menu"));
  if (!menu) return;
  menu.open = true;
  menu.querySelector("button")?.focus();
}

/** The drawer of the customer; on wide windows it is a column and stands open. */
function brief() {
  const drawer = find("#brief");
  if (!drawer) return;
  if (find("#brief-opener")?.offsetParent) drawer.togglePopover();
  else drawer.focus();
}

/** @type {Record<string, () => void>} */
const acts = {
  j: () => move(1),
  k: () => move(-1),
  r: () => write("reply"),
  n: () => write("note"),
  e: () => find("#solve")?.click(),
  a: assign,
  i: brief,
  z: () => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".undo"))].at(-1)?.click(),
  "/": search,
  "?": () => /** @type {HTMLDialogElement | null} */ (find("#keys"))?.showModal(),
  Escape: () => find(".head .back")?.click(),
};

/** Do what the key says. @param {KeyboardEvent} event */
function press(event) {
  const act = acts[event.key];
  const target = /** @type {Element} */ (event.target);
  if (!act || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (target.matches("input, textarea, select, [contenteditable]")) return;
  if (find("dialog[open], .menu[open], [popover]:popover-open:not(#brief)")) return;
  if (event.key.length === 1 && localStorage.getItem(OFF)) return;
  if (event.key === "Escape" && find("#brief:popover-open")) return;
  event.preventDefault();
  act();
}

document.addEventListener("keydown", press);
