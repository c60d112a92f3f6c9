/** What can be found and done from one field? The desk answers with groups of links; acts.js knows what can be done. */

import { fitting } from "./acts.js";

const REST = 120; // milliseconds without a key before the desk is asked
const RECENT = "heard.recent";
const MOST = 5;

const palette = /** @type {HTMLDialogElement} */ (document.getElementById("palette"));
const field = /** @type {HTMLInputElement} */ (palette.querySelector("input"));
const list = /** @type {HTMLElement} */ (palette.querySelector(".options"));
const told = /** @type {HTMLElement} */ (palette.querySelector(".found"));
let timer = 0;
/** @type {AbortController | undefined} */
let asking;
let answered = ""; // what was typed when the list was made

/** @param {import("./acts.js").Act} act @returns {HTMLElement} */
function optionOf(act) {
  const option = Object.assign(document.createElement("div"), { className: "option", tabIndex: -1, onclick: () => choose(option) });
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  if (act.icon) {
    option.innerHTML = '<svg class="icon" aria-hidden="true"><use></use></svg>';
    option.querySelector("use")?.setAttribute("href", act.icon);
  }
  option.append(Object.assign(document.createElement("span"), { className: "what", textContent: act.words }));
  if (act.key) option.append(Object.assign(document.createElement("kbd"), { className: "key", textContent: act.key }));
  runs.set(option, act.run);
  return option;
}
/** @type {WeakMap<Element, () => void>} */
const runs = new WeakMap();

/** Show an answer, with what can be done here in its place. @param {string} html @param {string} typed */
function show(html, typed) {
  list.innerHTML = html;
  list.dispatchEvent(new CustomEvent("heard:shown", { bubbles: true })); // its times, as everywhere: when.js
  const acts = fitting(typed).slice(0, typed ? 8 : MOST);
  const place = list.querySelector("#palette-acts");
  if (place && acts.length) {
    place.append(...acts.map(optionOf));
    /** @type {HTMLElement} */ (place).hidden = false;
  }
  answered = typed;
  list.scrollTop = 0;
  const all = options();
  all.forEach((option, number) => (option.id = `option-${number}`));
  told.textContent = (palette.dataset.counted ?? "").replace("{n}", String(all.length));
  mark(all[0]);
}

const options = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=option]")]);
const marked = () => /** @type {HTMLElement | null} */ (list.querySelector("[aria-selected=true]"));

/** @param {HTMLElement | undefined} option */
function mark(option) {
  marked()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

/** One request at a time: what is typed on makes the one before needless. */
async function ask() {
  const typed = field.value.trim();
  asking?.abort();
  asking = new AbortController();
  const about = new URLSearchParams(typed ? { q: typed } : { recent: recent().join(",") });
  try {
    const answer = await fetch(`${palette.dataset.url}?${about}`, { signal: asking.signal });
    if (answer.redirected || !answer.ok) throw new TypeError(answer.statusText);
    show(await answer.text(), typed);
  } catch (fault) {
    if (/** @type {Error} */ (fault).name === "AbortError") return;
    show('<div role="group" id="palette-acts" hidden></div>', typed);
    told.textContent = palette.dataset.away ?? "";
  }
}

/** @param {HTMLElement | null} option @param {boolean} [apart] in a new tab */
function choose(option, apart = false) {
  if (!option) return;
  const run = runs.get(option);
  if (apart && !run) return window.open(/** @type {HTMLAnchorElement} */ (option).href, "_blank");
  palette.close();
  if (run) run();
  else location.assign(/** @type {HTMLAnchorElement} */ (option).href);
}

/** @returns {string[]} numbers of the tickets that this browser had open, the last one first */
const recent = () => (localStorage.getItem(RECENT) ?? "").split(",").filter(Boolean);

function remember() {
  const number = /\/tickets\/(\d+)$/.exec(location.pathname)?.[1];
  if (number) localStorage.setItem(RECENT, [number, ...recent().filter((each) => each !== number)].slice(0, MOST).join(","));
}

function open() {
  if (palette.open || document.querySelector("dialog[open]")) return;
  field.value = "";
  list.replaceChildren();
  palette.showModal();
  field.focus();
  ask();
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, REST);
});
field.addEventListener("keydown", async (event) => {
  if (event.isComposing) return;
  const all = options();
  const here = all.findIndex((option) => option === marked());
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) mark(all.at((here + step + all.length) % all.length));
  else if (event.key === "Enter") {
    event.preventDefault();
    clearTimeout(timer);
    if (answered !== field.value.trim()) await ask(); // never the first of an older list
    choose(marked(), event.ctrlKey || event.metaKey);
  } else return;
  event.preventDefault();
});
palette.addEventListener("click", (event) => {
  if (event.target === palette) palette.close();
});

/* From its key, from the spot in the top bar, from the bottom bar of a phone: at once, for the next key is already text. */
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  open();
});
document.addEventListener("click", (event) => {
  const spot = /** @type {Element} */ (event.target).closest('a[data-opens="palette"]');
  if (!spot || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open();
});
window.addEventListener("load", remember);
