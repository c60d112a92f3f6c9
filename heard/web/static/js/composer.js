/** How is what was written sent? Ctrl Enter sends, Escape leaves; nothing goes twice. Reply and note are two forms that never flow into each other. */

const composer = /** @type {HTMLElement} */ (document.getElementById("composer"));
const mac = /Mac|iP(hone|ad)/.test(navigator.platform);
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

for (const way of ["reply", "note"]) {
  const box = document.getElementById(`${way}-text`);
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById(`${way}-form`));
  if (!box || !form) continue; // to many there is no note
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const buttons = form.querySelectorAll(".send > .button.primary");
      form.requestSubmit(/** @type {HTMLButtonElement} */ (buttons[buttons.length - 1]));
    }
    if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) box.blur();
  });
  form.addEventListener("submit", (event) => {
    if (form.dataset.left) return event.preventDefault(); // a second press while the first is on its way
    const at = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=later]"));
    if (at && !event.submitter?.closest(".later")) at.value = ""; // an hour that was only tried out
    form.dataset.left = "1";
  });
  document.getElementById(`say-${way}`)?.addEventListener("change", () => box.focus());
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
document.getElementById("later")?.addEventListener("toggle", () => {
  const at = /** @type {HTMLInputElement} */ (document.getElementById("later-at"));
  if (at.value) return;
  const morning = new Date();
  morning.setDate(morning.getDate() + 1);
  morning.setHours(9, 0, 0, 0);
  at.value = new Date(morning.getTime() - morning.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
});

document.getElementById("news-title")?.scrollIntoView({ block: "nearest" });
if (mac) for (const key of composer.querySelectorAll("[data-command]")) key.textContent = "⌘ ↵";
