/**
 * Which behaviour does this page need, and when is it fetched? Nothing here is needed to read or to write:
 * each module comes with the first thing that asks for it. What listens to typing comes with the page (web/joined.py):
 * a key pressed while it is fetched would be lost.
 */

/** Addresses of the modules and of the sign-in page, written by base.html (their names carry a hash).
 * @type {DOMStringMap} */
const urls = /** @type {HTMLScriptElement} */ (document.querySelector("script[data-sign-in]")).dataset;

/** @param {string} name @returns {Promise<any>} */
const load = (name) => import(/** @type {string} */ (urls[name]));

document.addEventListener("toggle", (event) => {
  const menu = /** @type {Element} */ (event.target);
  if (menu.matches("details.menu")) load("menus").then((menus) => menus.open(menu));
  if (menu.id === "me") load("theme");
  if (menu.matches("#hold-menu, #bulk-hold, #later")) load("holds").then((holds) => holds.localize(menu));
}, { capture: true });

if (navigator.platform.startsWith("Mac")) {
  for (const key of document.querySelectorAll("#find [data-command], #palette [data-command]")) {
    key.textContent = (key.textContent ?? "").replace(/^\S+/, "⌘");
  }
}

function watchLeaving() {
  if (document.querySelector("[data-leaves]")) load("undo");
  const toast = document.querySelector(".toast:not([data-seen])");
  if (!toast) return;
  const token = /** @type {HTMLInputElement | null} */ (toast.querySelector("[name=token]"))?.value;
  if (token) sessionStorage.setItem("heard.undo", JSON.stringify({ token, at: Date.now() })); // for `z`, when it is gone
  else sessionStorage.removeItem("heard.undo");
  /** @type {any} */ (window).htmx.process(toast); // now, not when the page has settled: `z` may come before
  load("toast").then((toasts) => toasts.watch());
}
watchLeaving();
document.addEventListener("htmx:afterSwap", watchLeaving);

/* A new reading of the page must not shut what the reader has opened, nor empty the field they are typing in. */
const { Idiomorph } = /** @type {any} */ (window);
if (Idiomorph) {
  const types = () => document.activeElement?.matches("input, textarea, select, [contenteditable]") ?? false;
  Object.defineProperty(Idiomorph.defaults, "ignoreActiveValue", { get: types, enumerable: true }); // a button may change
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (/** @type {string} */ name, /** @type {Element} */ node) =>
    !(name === "open" && node.tagName === "DETAILS");
  Idiomorph.defaults.callbacks.beforeNodeMorphed = (/** @type {Element} */ node) =>
    !(types() && node.matches?.("details.menu[open] > .panel") && node.contains(document.activeElement)); // what was found stays
}

/* Signed out meanwhile: the answer is the sign-in page, which must not land in the list or over a draft. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const path = new URL(detail.xhr.responseURL || location.href).pathname;
  if (path !== urls.signIn && detail.xhr.status !== 401) return;
  detail.shouldSwap = false;
  /** @type {HTMLElement} */ (document.getElementById("signed-out")).hidden = false;
});

/* Ctrl Enter sends what is written outside the composer, too: to somebody outside, in a new ticket. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
  const form = /** @type {Element} */ (event.target).closest("form.words-form, form.new-ticket");
  const button = /** @type {HTMLButtonElement | null} */ (form?.querySelector("button.primary"));
  if (!button) return;
  event.preventDefault();
  /** @type {HTMLFormElement} */ (form).requestSubmit(button);
});

for (const here of document.querySelectorAll("#rows [aria-current], .views [aria-current]")) {
  here.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/* The conversation opens at its end; words longer than the window are read from their beginning. */
const said = document.getElementById("conversation");
const last = /** @type {HTMLElement | null} */ (document.querySelector("#stream > :last-child"));
if (said && last && !location.hash && last.offsetHeight > said.clientHeight) last.scrollIntoView({ block: "start" });
