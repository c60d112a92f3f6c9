/** Which day and hour is it where the reader is, and which moment is a day and an hour there? Their zone, or this computer's. */

export const zone = document.documentElement.dataset.zone || Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

const written = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" }); // 2026-11-16 10:42

/** @param {Date} date @returns {{day: string, hour: string}} as the two fields have it */
export function local(date) {
  const [day, hour] = written.format(date).split(" ");
  return { day, hour };
}

/** @param {string} day @param {string} hour 09:00, 9.00 or 9; nine where none is said @returns {Date | null} */
export function moment(day, hour) {
  const [, h, m = "00"] = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(hour.trim() || "9") ?? [];
  const meant = Date.parse(`${day}T${(h ?? "").padStart(2, "0")}:${m}Z`);
  if (Number.isNaN(meant)) return null;
  const away = (/** @type {number} */ at) => {
    const there = local(new Date(at));
    return Date.parse(`${there.day}T${there.hour}Z`) - at;
  };
  return new Date(meant - away(meant - away(meant))); // twice: the clock may be changed in between
}
