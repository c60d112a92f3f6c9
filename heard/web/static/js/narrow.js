/**
 * What do letters do in an open menu? They leave the rows in which each of their words begins a word. Return takes a row
 * only where one alone is left, or one was gone to with the arrows: a key typed blind never takes the wrong one.
 */

import { folded } from "./acts.js";

let typed = "";
let gone = false; // to a row, with the arrows or Tab

/** @param {Element} menu @returns {HTMLElement[]} what can be chosen in it */
const rowsOf = (menu) => /** @type {HTMLElement[]} */ ([...menu.querySelectorAll(".panel button[name]")]);

/** Leave the rows that fit what is typed. @param {Element} menu @returns {HTMLElement[]} */
function fit(menu) {
  const wanted = folded(typed).split(/\s+/).filter(Boolean);
  const rows = rowsOf(menu);
  for (const row of rows) {
    const called = ` ${folded(row.dataset.called ?? row.textContent ?? "").replace(/[\s-]+/g, " ")}`;
    row.hidden = !wanted.every((word) => called.includes(` ${word}`));
  }
  const panel = /** @type {HTMLElement} */ (menu.querySelector(".panel"));
  if (typed) panel.dataset.typed = typed;
  else delete panel.dataset.typed;
  return rows.filter((row) => !row.hidden);
}

/** @param {Element} menu @param {string} words what is typed so far */
function narrow(menu, words) {
  typed = words;
  gone = false;
  /** @type {HTMLElement | null} */ (fit(menu)[0] ?? menu.querySelector("summary"))?.focus();
}

/** @param {Element} menu @param {1 | -1} step */
function move(menu, step) {
  const left = rowsOf(menu).filter((row) => !row.hidden);
  const here = left.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  left.at((here + step + left.length) % left.length)?.focus();
  gone = true;
}

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (!menu || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.defaultPrevented) return; // the key that opened it is none of its letters
  const rows = rowsOf(menu);
  if (rows.length < 3 || /** @type {Element} */ (event.target).matches("input, textarea, select, [contenteditable]")) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) move(menu, /** @type {1 | -1} */ (step));
  else if (event.key === "Backspace" && typed) narrow(menu, typed.slice(0, -1));
  else if (event.key.length === 1 && (event.key !== " " || typed)) narrow(menu, typed + event.key);
  else if (event.key === "Tab") return void (gone = true);
  else if (event.key !== "Enter" || !typed || gone || rows.filter((row) => !row.hidden).length === 1) return;
  event.preventDefault();
});

/* The page is read anew while somebody types: the menu stays as narrow as it was. */
document.addEventListener("htmx:afterSwap", () => {
  const menu = document.querySelector("details.menu[open]");
  if (menu && typed) fit(menu);
});

/* A menu that shuts forgets what was typed. */
document.addEventListener(
  "toggle",
  (event) => {
    const menu = /** @type {HTMLDetailsElement} */ (event.target);
    if (!menu.matches("details.menu") || menu.open) return;
    typed = "";
    gone = false;
    for (const row of rowsOf(menu)) row.hidden = false;
    delete (/** @type {HTMLElement | null} */ (menu.querySelector(".panel"))?.dataset.typed);
  },
  true,
);
