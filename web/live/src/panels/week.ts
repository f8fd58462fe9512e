// When people come: a table of hours by weekday, in the store's time.
import { get } from "../api";
import { h } from "../dom";
import { duration, number, signed } from "../format";
import type { Choice } from "../range";
import type { Store } from "../store";
import type { WeekCell, WeekDays } from "../types";
import { empty, fill, loader, section } from "./panel";
import { table, worth, type Cell } from "./table";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** Hours of which anything may be told on any day. Pure. */
export function hoursOf(days: WeekDays): number[] {
  return [...Array(24).keys()].filter((hour) => days.some((day) => day[hour]));
}

function cell(one: WeekCell | null | undefined, most: number): Cell {
  if (!one) return worth("–", null);
  const node = h("span", { class: "heat" }, number(one.people));
  node.style.setProperty("--share", `${Math.round((60 * one.people) / Math.max(1, most))}%`);
  node.title = `${number(one.people)} people, ${duration(one.dwell_s)}, valence ${signed(one.valence)}`;
  return worth(node, one.people);
}

export function weekPanel(store: Store, choice: Choice): HTMLElement {
  const place = section("week", "Hours of the week", "");
  const load = loader(place, async (signal) => {
    place.hint.textContent = `People by weekday and hour of arrival, in the store's time. ${choice.whom} ${
      store.minAudience > 1
        ? `Hours with fewer than ${store.minAudience} people are not counted (–).`
        : "A dash: nobody was there."
    }`;
    const { days } = await get<{ days: WeekDays }>("week", choice.query(), signal);
    const hours = hoursOf(days);
    if (hours.length === 0) return fill(place.body, empty(`No hour with enough people ${choice.words}.`));
    const most = Math.max(...days.flat().map((one) => one?.people ?? 0));
    fill(
      place.body,
      table(
        `People by hour and weekday ${choice.words}`,
        ["Day", ...hours.map((hour) => String(hour).padStart(2, "0"))],
        days.map((day, at) => [WEEKDAYS[at] ?? "", ...hours.map((hour) => cell(day[hour], most))]),
        hours.map((_, at) => at + 1),
      ),
    );
    return undefined;
  });
  store.on("range", load);
  store.on("refresh", load);
  return place.node;
}
