/** What time is it where the customer is: now, and at the hour that is chosen for sending? */

import * as zoned from "./zoned.js";

/** @typedef {{zone?: string, offset?: string}} Place a zone of the tz database, or minutes east of UTC */

/** @param {Date} date @param {DOMStringMap & Place} place @param {Intl.DateTimeFormatOptions} options @returns {string} */
function there(date, place, options) {
  const timeZone = place.zone || "UTC";
  const moved = place.zone ? date : new Date(date.getTime() + Number(place.offset) * 60_000);
  try {
    return new Intl.DateTimeFormat(document.documentElement.lang, { hourCycle: "h23", ...options, timeZone }).format(moved);
  } catch {
    return ""; // a zone that this browser does not know: the server's words stay
  }
}

function tick() {
  for (const clock of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-theirs]"))) {
    const now = there(new Date(), clock.dataset, { hour: "2-digit", minute: "2-digit" });
    if (now) clock.textContent = now;
  }
}

const later = document.getElementById("later");
const [day, hour] = /** @type {HTMLInputElement[]} */ ([...(later?.querySelectorAll("input") ?? [])]);
const words = document.getElementById("later-theirs");
function tell() {
  if (!day || !words) return;
  const date = zoned.moment(day.value, hour.value);
  const time = !date ? "" : there(date, words.dataset, { weekday: "long", hour: "2-digit", minute: "2-digit" });
  words.textContent = (words.dataset.text ?? "").replace("{time}", time);
  words.hidden = !time;
}

/** A morning to choose says its hour here only where that is another. */
function compare() {
  if (!later || !words) return;
  const clock = /** @type {const} */ ({ weekday: "short", hour: "2-digit", minute: "2-digit" });
  for (const offer of /** @type {NodeListOf<HTMLButtonElement>} */ (later.querySelectorAll(".offer"))) {
    const ours = /** @type {HTMLElement | null} */ (offer.querySelector(".for-us"));
    const at = new Date(offer.value);
    if (ours) ours.hidden = there(at, words.dataset, clock) === there(at, { zone: zoned.zone }, clock);
  }
}

tick();
setInterval(() => document.hidden || tick(), 30_000);
later?.addEventListener("input", tell);
later?.addEventListener("heard:shown", () => setTimeout(tell)); // after composer.js has put an hour in
compare();
