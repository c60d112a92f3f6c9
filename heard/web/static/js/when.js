/**
 * When was it, in the reader's zone and near to now? Refines every <time data-when>; the server's text stays without it.
 * Kinds: moment (today 07:30), short (48 min, 07:30, 12 Nov), age (2 h, inside data-text), day (12 Nov 2024),
 * coming (16:00, Fri 12 Nov; inside data-text).
 */

const words = /** @type {HTMLTemplateElement | null} */ (document.getElementById("words"))?.dataset ?? {};
const page = document.documentElement.lang;
/** The reader's own form of the page's language: en-GB or en-US where the page says en. */
const locale = navigator.languages.find((name) => name.split("-")[0] === page.split("-")[0]) ?? page;
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** The zone that the reader chose; nothing for the computer's own. */
const timeZone = document.documentElement.dataset.zone;
/** @param {Intl.DateTimeFormatOptions} options */
const style = (options) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
const ymd = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
const clock = style({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const exact = style({ dateStyle: "full", timeStyle: "long" });
/** @type {Record<string, Intl.DateTimeFormat>} */
const dates = {
  near: style({ day: "numeric", month: "short" }),
  far: style({ day: "numeric", month: "short", year: "numeric" }),
  named: style({ weekday: "short", day: "numeric", month: "short" }),
};

/** @param {string | undefined} text @param {Record<string, string | number>} values @returns {string} */
const fill = (text, values) => (text ?? "").replace(/\{(\w+)\}/g, (_, key) => String(values[key]));

/** @param {Date} date @returns {number} days between the reader's midnights: 0 today, 1 yesterday */
function daysAgo(date, now = new Date()) {
  const midnight = (/** @type {Date} */ day) => Date.parse(ymd.format(day));
  return Math.round((midnight(now) - midnight(date)) / DAY);
}

/** @param {Date} date @returns {string} how long ago, in one or two units */
function age(date) {
  const minutes = Math.max(1, Math.floor((Date.now() - date.getTime()) / MINUTE));
  if (minutes < 60) return fill(words.minutes, { m: minutes });
  const h = Math.floor(minutes / 60);
  if (h < 10 && minutes % 60) return fill(words.hoursMinutes, { h, m: String(minutes % 60).padStart(2, "0") });
  if (h < 24) return fill(words.hours, { h });
  const d = Math.floor(h / 24);
  return d === 1 ? words.oneDay ?? "" : fill(words.days, { d });
}

/** @param {Date} date @returns {Intl.DateTimeFormat} with the year only when it is another */
const dateFor = (date) => (ymd.format(date).slice(0, 4) === ymd.format().slice(0, 4) ? dates.near : dates.far);

/** @type {Record<string, (date: Date) => string>} */
const kinds = {
  age,
  clock: (date) => clock.format(date),
  day: (date) => dateFor(date).format(date),
  short(date) {
    if (Date.now() - date.getTime() < 60 * MINUTE) return age(date);
    const days = daysAgo(date);
    if (days === 0) return clock.format(date);
    return days === 1 ? words.yesterday ?? "" : dateFor(date).format(date);
  },
  coming: (date) => (daysAgo(date) === 0 ? clock : dateFor(date) === dates.near ? dates.named : dates.far).format(date),
  moment(date) {
    const time = clock.format(date);
    const days = daysAgo(date);
    if (days === 0) return fill(words.today, { time });
    if (days === 1) return fill(words.yesterdayAt, { time });
    const near = dateFor(date) === dates.near;
    return `${(near ? dates.named : dates.far).format(date)}, ${time}`;
  },
};

/** Refine every time inside `root`. @param {ParentNode} root */
function refine(root = document) {
  for (const element of root.querySelectorAll("time[data-when]")) {
    const time = /** @type {HTMLTimeElement} */ (element);
    const date = new Date(time.dateTime);
    if (Number.isNaN(date.getTime())) continue;
    const text = (kinds[time.dataset.when ?? ""] ?? kinds.moment)(date);
    const shown = time.dataset.text ? fill(time.dataset.text, { time: text }) : text;
    if (time.textContent !== shown) time.textContent = shown;
    time.title = exact.format(date);
  }
}

if (words.today) {
  refine();
  for (const fresh of ["htmx:afterSwap", "heard:shown"]) document.addEventListener(fresh, () => refine());
  setInterval(() => document.hidden || refine(), MINUTE);
  document.addEventListener("visibilitychange", () => document.hidden || refine());
}
