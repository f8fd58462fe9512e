// Buttons for the usual times, and one for days of the calendar.
import { daysDialog } from "./dialogs/days";
import { h } from "./dom";
import { RANGES, type Choice, type Range } from "./range";
import type { Store } from "./store";

export function rangePicker(store: Store, choice: Choice): HTMLElement {
  const take = (range: Range) => {
    choice.range = range;
    show();
    store.tell("range", undefined);
  };
  const days = daysDialog(choice, take);
  const buttons = RANGES.map((range) =>
    h("button", { type: "button", "data-value": range.name, onclick: () => take(range) }, range.label),
  );
  const calendar = h(
    "button",
    { type: "button", "data-value": "days", "aria-haspopup": "dialog", onclick: days.open },
    "Days…",
  );
  const show = () => {
    for (const button of [...buttons, calendar])
      button.setAttribute("aria-pressed", String(button.dataset.value === choice.range.name));
    calendar.textContent = choice.range.name === "days" ? choice.range.label : "Days…";
    calendar.title = "Choose days by the calendar";
  };
  show();
  return h("div", { class: "segmented", role: "group", "aria-label": "Time" }, ...buttons, calendar);
}
