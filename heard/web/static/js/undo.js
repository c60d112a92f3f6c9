/** How many seconds until a reply leaves? Counts down beside its Undo, which goes when the reply goes. */

const TICK = 250; // milliseconds
let timer = 0;

/** @param {HTMLElement} element with data-leaves (ISO time), data-text ({s} in it), data-gone @returns {boolean} still waiting */
function show(element) {
  const left = Math.ceil((Date.parse(element.dataset.leaves ?? "") - Date.now()) / 1000);
  const waits = left > 0;
  const text = waits ? (element.dataset.text ?? "").replace("{s}", String(left)) : element.dataset.gone ?? "";
  const soon = left < 120; // a reply sent later keeps the server's words: its hour
  if (soon && element.textContent !== text) element.textContent = text;
  const form = element.closest(".fate")?.querySelector("form");
  if (form) form.hidden = !waits;
  return waits;
}

function count() {
  const all = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-leaves]"));
  const waiting = [...all].map(show).some(Boolean);
  if (waiting) return;
  clearInterval(timer);
  timer = 0;
}

function start() {
  if (!timer) timer = window.setInterval(count, TICK);
  count();
}

start();
document.addEventListener("htmx:afterSwap", start);
