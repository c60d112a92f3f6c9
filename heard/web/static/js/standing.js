/** What does the coach say to words that many customers will read: macros, automatic texts, help pages? Each `textarea[data-coached]` has its cards below it; data-unnamed: nobody's name can stand in it, data-way: how it goes out. */

import { coach } from "./coaching.js";

for (const area of /** @type {NodeListOf<HTMLTextAreaElement>} */ (document.querySelectorAll("textarea[data-coached]"))) {
  const aside = document.getElementById(area.dataset.coached ?? "");
  const box = /** @type {any[]} */ ([...document.querySelectorAll(".writing, textarea[data-field]")]).find((each) => each.field?.area === area);
  if (aside && box) coach(box, aside, { said: () => ({ way: area.dataset.way ?? "", ...("unnamed" in area.dataset && { unnamed: "on" }) }) });
}
