/** Who gets a reply to many? The words are kept as one types, and the answer says how they read for each and who is left out. */

const PAUSE = 800; // milliseconds without a letter
const AGAIN = 4000; // after a failure
const composer = /** @type {HTMLElement} */ (document.getElementById("composer"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("reply-form"));
const box = /** @type {any} */ (document.getElementById("reply-text"));
const status = /** @type {HTMLElement} */ (document.getElementById("many-kept"));
const version = /** @type {HTMLInputElement} */ (form.elements.namedItem("version"));
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
let timer = 0;
let dirty = false;
let busy = false;

function later(wait = PAUSE) {
  clearTimeout(timer);
  timer = window.setTimeout(keep, wait);
}

/** @param {string} without a ticket to leave out @param {boolean} leaving the page goes */
async function keep(without = "", leaving = false) {
  if (busy && !leaving) return later();
  clearTimeout(timer);
  const { text } = box.field;
  const body = new FormData(form);
  body.set("text", text);
  for (const name of ["later_day", "later_hour"]) body.set(name, "");
  if (without) body.set("without", without);
  busy = true;
  const answer = await fetch(form.dataset.keep ?? "", { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: leaving && text.length < 15000 }).catch(() => null);
  busy = false;
  if (form.dataset.left) return;
  if (answer?.redirected) /** @type {HTMLElement} */ (document.getElementById("signed-out")).hidden = false;
  if (answer?.redirected || !answer || (!answer.ok && answer.status !== 409)) {
    status.textContent = composer.dataset.notKept ?? "";
    return later(AGAIN);
  }
  if (answer.status === 409) {
    status.textContent = composer.dataset.elsewhere ?? "";
    return;
  }
  show(await answer.text());
  if (box.field.text !== text) return;
  dirty = false;
  status.textContent = text ? (composer.dataset.kept ?? "").replace("{time}", clock.format(new Date())) : "";
}

/** @param {string} html the plan as it is now */
function show(html) {
  const { Idiomorph } = /** @type {any} */ (window);
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("plan");
  const plan = document.getElementById("plan");
  if (!fresh || !plan) return;
  version.value = fresh.dataset.version ?? version.value;
  Idiomorph.morph(plan, fresh.outerHTML);
}

box.addEventListener("input", () => {
  dirty = true;
  later();
});
/* Leaving somebody out keeps the words, too, and needs no new page. */
form.addEventListener("submit", (event) => {
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (button?.name !== "without") return clearTimeout(timer);
  event.preventDefault();
  event.stopImmediatePropagation();
  keep(button.value);
}, { capture: true });
const leave = () => dirty && !form.dataset.left && keep("", true);
window.addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.hidden && leave());
document.getElementById("macro-does")?.addEventListener("click", () => later());
