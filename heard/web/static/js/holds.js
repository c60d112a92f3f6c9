/** When is tomorrow morning where the reader is? The choices of a rest get the hour nine of the reader's own zone. */

const MORNING = 9;

export function localize() {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(":is(#hold-menu, #bulk-hold) [data-days]"))) {
    const day = new Date();
    day.setDate(day.getDate() + Number(button.dataset.days));
    day.setHours(MORNING, 0, 0, 0);
    button.value = day.toISOString();
    const time = button.querySelector("time");
    if (time) time.dateTime = day.toISOString();
  }
}
