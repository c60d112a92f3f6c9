/** What time is it where the customer is: now, and at the hour that is chosen for sending? */

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

const at = /** @type {HTMLInputElement | null} */ (document.getElementById("later-at"));
const words = document.getElementById("later-theirs");
function tell() {
  if (!at || !words) return;
  const date = new Date(at.value); // without a zone it is the browser's own hour
  const time = Number.isNaN(date.getTime()) ? "" : there(date, words.dataset, { weekday: "long", hour: "2-digit", minute: "2-digit" });
  words.textContent = (words.dataset.text ?? "").replace("{time}", time);
  words.hidden = !time;
}

tick();
setInterval(() => document.hidden || tick(), 30_000);
at?.addEventListener("input", tell);
document.getElementById("later")?.addEventListener("toggle", () => setTimeout(tell)); // after composer.js has put an hour in
