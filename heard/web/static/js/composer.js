/** How is what was written sent? Ctrl Enter sends, Escape leaves; nothing goes twice. Reply and note are two forms that never flow into each other. */

import { local, zone } from "./zoned.js";

const composer = /** @type {HTMLElement} */ (document.getElementById("composer"));
const mac = /Mac|iP(hone|ad)/.test(navigator.platform);

for (const way of ["reply", "note"]) {
  const box = document.getElementById(`${way}-text`);
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById(`${way}-form`));
  if (!box || !form) continue; // to many there is no note
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const buttons = form.querySelectorAll(event.shiftKey ? ".send > .and-solve" : ".send > .button.primary");
      if (buttons.length) form.requestSubmit(/** @type {HTMLButtonElement} */ (buttons[buttons.length - 1]));
    }
    if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) box.blur();
  });
  form.addEventListener("submit", (event) => {
    if (form.dataset.left) return event.preventDefault(); // a second press while the first is on its way
    if (!event.submitter?.closest(".later")) {
      for (const at of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll(".later input"))) at.value = ""; // only tried out
    }
    form.dataset.left = "1";
    sessionStorage.removeItem("heard.undo"); // what was done before is not what was done last
  });
  const empty = document.querySelector(`#${way}-wrong [data-of="text"]`);
  if (empty && !words(box).trim()) box.addEventListener("input", () => taken(empty, box), { once: true });
  document.getElementById(`say-${way}`)?.addEventListener("change", () => box.focus());
}

/** @param {any} box the field, with or without its marks @returns {string} */
function words(box) {
  return box.field?.text ?? box.value;
}

/** Words have come: that there were none is no fault any more. @param {Element} fault @param {HTMLElement} box */
function taken(fault, box) {
  const all = /** @type {HTMLElement} */ (fault.closest(".wrong"));
  fault.remove();
  if (all.textContent?.trim()) return;
  all.remove();
  for (const name of ["aria-invalid", "aria-describedby"]) box.removeAttribute(name);
}

/* Back from the browser's memory after the sending: only a new reading knows what left. */
window.addEventListener("pageshow", (event) => {
  if (event.persisted && composer.querySelector("form[data-left]")) location.reload();
});

/* Hours are the writer's own. */
for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (composer.querySelectorAll("[data-zone]"))) input.value = zone;
for (const words of /** @type {NodeListOf<HTMLElement>} */ (composer.querySelectorAll("[data-zone-words]"))) {
  words.textContent = (words.dataset.text ?? "").replace("{zone}", zone.split("/").at(-1)?.replace(/_/g, " ") ?? zone);
}
const later = document.getElementById("later");
later?.addEventListener("heard:shown", () => { // holds.js has put the mornings into the reader's zone
  const [day, hour] = /** @type {NodeListOf<HTMLInputElement>} */ (later.querySelectorAll("input"));
  const first = /** @type {HTMLButtonElement | null} */ (later.querySelector(".offer"));
  if (!day.value && first) ({ day: day.value, hour: hour.value } = local(new Date(first.value)));
});
later?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !/** @type {Element} */ (event.target).matches("input")) return;
  event.preventDefault(); // else the form's first button would be meant
  /** @type {HTMLElement | null} */ (later.querySelector(".primary"))?.click();
});

document.getElementById("news-title")?.scrollIntoView({ block: "nearest" });
if (mac) for (const key of composer.querySelectorAll("[data-command]")) key.textContent = "⌘ ↵";
