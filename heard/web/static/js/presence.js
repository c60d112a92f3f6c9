/** Who knows that I am here? The open page says so now and then, and whether somebody writes in it. */

const EVERY = 20_000; // milliseconds
const STILL = 12_000; // so long after the last letter one still writes
const form = /** @type {HTMLFormElement} */ (document.getElementById("reply-form"));
const address = document.getElementById("others")?.dataset.here ?? "";
let typedAt = -STILL;
let said = "";

/** @param {boolean} gone */
function say(gone = false) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken")).value);
  const writing = performance.now() - typedAt < STILL;
  if (gone) body.set("gone", "1");
  else if (writing) body.set("writing", "1");
  said = gone ? "gone" : writing ? "writing" : "reading";
  fetch(address, { method: "POST", body, keepalive: gone }).catch(() => {});
}

document.getElementById("composer")?.addEventListener("input", () => {
  typedAt = performance.now();
  if (said !== "writing") say();
});
setInterval(() => document.hidden || say(), EVERY);
setInterval(() => {
  if (said === "writing" && performance.now() - typedAt > STILL) say();
}, 2000);
/* Whoever closes a tab without a goodbye is gone after a while: ask again who is left. */
setInterval(() => document.hidden || document.getElementById("others")?.dispatchEvent(new CustomEvent("heard:look")), 60_000);
document.addEventListener("visibilitychange", () => document.hidden || say());
window.addEventListener("pagehide", () => say(true));
if (!document.hidden) {
  say();
  document.addEventListener("DOMContentLoaded", () => setTimeout(() => document.getElementById("others")?.dispatchEvent(new CustomEvent("heard:look"))));
}
