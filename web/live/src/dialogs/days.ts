// Days by the calendar: the first and the last, or one of the usual stretches.
import { h } from "../dom";
import { dateOf, daysLater, daysRange, type Choice, type Range } from "../range";
import { onClock, zoneName } from "../zone";
import { dialog, field, form } from "./dialog";

/** The usual stretches at `now`, on the store's clock: label, first and last day. */
export function usualDays(now: Date): [string, string, string][] {
  const today = dateOf(now),
    back = (days: number) => daysLater(today, -days);
  const sinceMonday = (onClock(now).getUTCDay() + 6) % 7;
  const first = `${today.slice(0, 8)}01`,
    endOfLast = daysLater(first, -1);
  return [
    ["Yesterday", back(1), back(1)],
    ["This week", back(sinceMonday), today],
    ["Last week", back(sinceMonday + 7), back(sinceMonday + 1)],
    ["This month", first, today],
    ["Last month", `${endOfLast.slice(0, 8)}01`, endOfLast],
  ];
}

export function daysDialog(choice: Choice, chosen: (range: Range) => void): { open: () => void } {
  const first = h("input", { type: "date", required: true }),
    last = h("input", { type: "date", required: true });
  const usual = h("div", { class: "usual", role: "group", "aria-label": "Usual times" });
  const clock = h("p", { class: "hint" });
  const box = dialog("Days");
  const take = (from: string, to: string) => {
    chosen(daysRange(from, to));
    box.close();
  };
  box.body.append(
    usual,
    form("Show", [h("div", { class: "columns" }, field("First day", first), field("Last day", last))], () =>
      Promise.resolve().then(() => take(first.value, last.value)),
    ),
    clock,
  );
  return {
    open: () => {
      const now = new Date();
      const whose = zoneName() ? `the store's time (${zoneName()})` : "this device's time";
      clock.textContent = `Both days are included, in ${whose}. Up to 8 days are shown by hour, more by day.`;
      last.max = first.max = dateOf(now);
      first.value = choice.range.first ?? daysLater(dateOf(now), -6);
      last.value = choice.range.last ?? dateOf(now);
      usual.replaceChildren(
        ...usualDays(now).map(([label, from, to]) =>
          h("button", { type: "button", class: "quiet", onclick: () => take(from, to) }, label),
        ),
      );
      box.open();
    },
  };
}
