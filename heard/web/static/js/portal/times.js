/** When was it, by the reader's own clock? The server wrote each time in a zone that may not be theirs. */

const page = document.documentElement;
const language = navigator.languages.find((one) => one.startsWith(page.lang)) ?? page.lang;
const timeZone = page.dataset.zone || undefined;
const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone });
const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone });

for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll("time[datetime]"))) {
  const at = new Date(time.dateTime);
  if (!Number.isNaN(at.valueOf())) time.textContent = ("day" in time.dataset ? day : moment).format(at);
}
