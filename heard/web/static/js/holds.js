/** When is tomorrow morning where the reader is? Mornings to choose from get the hour nine of the reader's own zone. */

import { local, moment, zone } from "./zoned.js";

const DAY = 86_400_000;

/** The day that is so many days from today, at nine. @param {number} days */
const morning = (days) => moment(local(new Date(Date.now() + days * DAY)).day, "09:00") ?? new Date();

/** @param {Element} menu */
export function localize(menu) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (menu.querySelectorAll("[data-days]"))) {
    button.value = morning(Number(button.dataset.days)).toISOString();
    const time = button.querySelector("time");
    if (time) time.dateTime = button.value;
  }
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (menu.querySelectorAll("[data-zone]"))) input.value = zone;
  const own = /** @type {HTMLInputElement | null} */ (menu.querySelector(".own-day [type=date]"));
  if (own) {
    own.min = local(new Date()).day;
    own.value ||= local(morning(1)).day;
  }
  menu.dispatchEvent(new CustomEvent("heard:shown", { bubbles: true })); // its times, in words: when.js
}

/* Enter in a day of one's own means its own button, not the first of the list. */
document.addEventListener("keydown", (event) => {
  const own = event.key === "Enter" && /** @type {Element} */ (event.target).closest(".own-day");
  if (!own) return;
  event.preventDefault();
  own.querySelector("button")?.click();
});
