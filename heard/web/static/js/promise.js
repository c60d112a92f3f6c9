/** Is this a promise, until when, and who keeps it? One row under the draft a promise; the answers go along with the reply. */

import { local, moment } from "./zoned.js";

/** The end of a day reads like the beginning of the next: so it is its last minute. @param {Date} end */
const ending = (end) => (local(end).hour === "00:00" ? local(new Date(end.getTime() - 60_000)) : local(end));

/** @param {HTMLFormElement} form */
export function offers(form) {
  const row = /** @type {HTMLElement} */ (document.getElementById("promise"));
  const sent = /** @type {HTMLInputElement} */ (form.elements.namedItem("promises"));
  const [day, hour] = /** @type {NodeListOf<HTMLInputElement>} */ (row.querySelectorAll("input"));
  const keeper = /** @type {HTMLSelectElement} */ (row.querySelector("select"));
  const ask = /** @type {HTMLElement} */ (row.querySelector(".ask"));
  const noted = /** @type {HTMLElement} */ (row.querySelector(".noted"));
  /** By the words of the promise. @type {Map<string, {answer: string, until?: string, keeper?: number}>} */
  const answers = new Map(JSON.parse(sent.value || "[]").map((/** @type {any} */ { what, ...answer }) => [what, answer])); // a refused page brings them back
  /** @type {{what: string, due_until: string | null}[]} */
  let promised = [];
  let asked = "";

  const open = () => promised.find((each) => !answers.has(each.what));

  function draw() {
    const offered = open();
    const kept = promised.filter((each) => answers.get(each.what)?.answer === "kept").length;
    ask.hidden = !offered;
    noted.hidden = kept === 0;
    noted.querySelector("span").textContent = (kept === 1 ? noted.dataset.one : noted.dataset.many?.replace("{n}", String(kept))) ?? "";
    row.hidden = !offered && !kept;
    sent.value = JSON.stringify([...answers].map(([what, answer]) => ({ what, ...answer })));
    if (!offered || offered.what === asked) return;
    asked = offered.what;
    row.querySelector(".what").textContent = offered.what;
    const due = offered.due_until ? ending(new Date(offered.due_until)) : { day: "", hour: "" };
    [day.value, hour.value] = [due.day, due.hour];
    keeper.value = keeper.dataset.me ?? "";
  }

  /** @param {string} answer @returns {boolean} whether something was asked */
  function settle(answer) {
    const offered = open();
    if (!offered) return false;
    const until = moment(day.value, hour.value);
    const time = until ? { until: until.toISOString() } : {};
    answers.set(offered.what, answer === "kept" ? { answer, ...time, keeper: Number(keeper.value) } : { answer });
    asked = "";
    draw();
    return true;
  }

  /** The field keeps the focus: an answer does not interrupt the writing. @param {string} name @param {() => void} act */
  function button(name, act) {
    const pressed = /** @type {HTMLElement} */ (row.querySelector(name));
    pressed.addEventListener("pointerdown", (event) => event.preventDefault());
    pressed.addEventListener("click", act);
  }
  button(".keep", () => settle("kept"));
  button(".decline", () => settle("declined"));
  button(".again", () => {
    for (const each of promised) answers.delete(each.what);
    asked = "";
    draw();
  });
  for (const field of [day, hour]) {
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      settle("kept");
    });
  }

  return {
    /** @param {{what: string, due_until: string | null}[]} found */
    show(found) {
      promised = found;
      draw();
    },
    keep: () => settle("kept"),
  };
}
