// Days by the calendar: the first and the last, or one of the usual stretches.
import { h } from "../dom";
import { dateOf, daysRange, type Choice, type Range } from "../range";
import { dialog, field, form } from "./dialog";

/** The usual stretches at `now`: label, first and last day. Pure. */
export function usualDays(now: Date): [string, string, string][] {
  const day = (back: number) => dateOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - back));
  const sinceMonday = (now.getDay() + 6) % 7;
  return [
    ["Yesterday", day(1), day(1)],
    ["This week", day(sinceMonday), day(0)],
    ["Last week", day(sinceMonday + 7), day(sinceMonday + 1)],
    ["This month", dateOf(new Date(now.getFullYear(), now.getMonth(), 1)), day(0)],
    [
      "Last month",
      dateOf(new Date(now.getFullYear(), now.getMonth() - 1, 1)),
      dateOf(new Date(now.getFullYear(), now.getMonth(), 0)),
    ],
  ];
}

export function daysDialog(choice: Choice, chosen: (range: Range) => void): { open: () => void } {
  const first = h("input", { type: "date", required: true }),
    last = h("input", { type: "date", required: true });
  const usual = h("div", { class: "usual", role: "group", "aria-label": "Usual times" });
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
    h(
      "p",
      { class: "hint" },
      "Both days are included, by this device's clock. Up to 8 days are shown hour by hour, more day by day.",
    ),
  );
  return {
    open: () => {
      const now = new Date();
      last.max = first.max = dateOf(now);
      first.value = choice.range.first ?? dateOf(new Date(now.getTime() - 6 * 86400e3));
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
