// Two times or two contents beside each other.
import { get, type Query } from "../api";
import { h } from "../dom";
import { field, form } from "../dialogs/dialog";
import { number, signed } from "../format";
import { daysRange, timesOf, type Choice } from "../range";
import type { Store } from "../store";
import type { Compared, ComparedRow } from "../types";
import { empty, fill, section } from "./panel";
import { table, worth, type Cell } from "./table";

const MEASURES = { valence: "Valence", dwell_s: "Dwell, seconds", rating: "Rating, of 5", smiles: "Share of stays with a smile" };

/** "may be chance; 120 and 0 more stays are needed to detect a difference of 0.1". Pure. */
export function verdictOf(row: Pick<ComparedRow, "p_holm" | "more_stays">): string {
  if (row.p_holm < 0.05) return `differs (p ${row.p_holm < 0.001 ? "< 0.001" : number(row.p_holm, 3)})`;
  const { a, b } = row.more_stays;
  const needed = `${number(a)} and ${number(b)} more stays are needed to detect a difference of 0.1`;
  return a + b > 0 ? `may be chance; ${needed}` : "may be chance";
}

function rowOf(row: ComparedRow): Cell[] {
  const mean = (value: number) => (row.measure === "valence" ? signed(value) : number(value, 2));
  const { value, low, high } = row.difference;
  return [
    row.title || row.content || "All",
    MEASURES[row.measure],
    worth(`${mean(row.a.mean)} (${number(row.a.values)})`, row.a.mean),
    worth(`${mean(row.b.mean)} (${number(row.b.values)})`, row.b.mean),
    worth(`${signed(value)} (${signed(low)} to ${signed(high)})`, value),
    verdictOf(row),
  ];
}

/** Days of the calendar as a question's times. */
function days(first: string, last: string, other = ""): Query {
  const { from, to } = timesOf(daysRange(first, last || first), new Date());
  return { [`${other}from`]: from.toISOString(), [`${other}to`]: to.toISOString() };
}

export function comparePanel(store: Store, choice: Choice): HTMLElement {
  const place = section(
    "compare",
    "Compare",
    "Two periods of days, or two contents in the period chosen above. Days are the store's; first and last are included.",
  );
  const day = () => h("input", { type: "date" });
  const dates = [day(), day(), day(), day()] as const;
  const contents = [h("select", {}), h("select", {})] as const;
  const result = h("div", { "aria-live": "polite" });
  const ask = async (heads: [string, string], query: Query): Promise<void> => {
    result.replaceChildren();
    const found = await get<Compared>("compare", { ...query, camera: choice.camera });
    const about = `Corrected for ${number(found.comparisons)} comparisons: p by Holm, intervals at 95 % together by Bonferroni.`;
    const left = found.withheld.map((name) => store.titleOf(name) || "all").join(", ");
    if (found.rows.length === 0) return fill(result, empty("Too few people on a side to compare anything."));
    fill(
      result,
      table(
        `${heads[1]} against ${heads[0]}`,
        ["Content", "Measure", heads[0], heads[1], "Difference", "Verdict"],
        found.rows.map(rowOf),
        [2, 3, 4],
      ),
      h("p", { class: "hint" }, left ? `${about} Not compared, because a side has too few people: ${left}.` : about),
    );
  };
  const times = form(
    "Compare days",
    [
      h("div", { class: "columns" }, field("First: from", dates[0]), field("to", dates[1])),
      h("div", { class: "columns" }, field("Second: from", dates[2]), field("to", dates[3])),
    ],
    async () => {
      const [a, b, c, d] = dates.map((one) => one.value) as [string, string, string, string];
      const name = (first: string, last: string) => daysRange(first, last || first).label;
      await ask([name(a, b), name(c, d)], { ...days(a, b), ...days(c, d, "other_") });
    },
  );
  const pair = form(
    "Compare contents",
    [h("div", { class: "columns" }, field("First content", contents[0]), field("Second content", contents[1]))],
    async () => {
      const [a, b] = contents.map((one) => one.value) as [string, string];
      if (a === b) throw new Error("Choose two different contents.");
      const { from, to } = choice.query();
      await ask([store.titleOf(a), store.titleOf(b)], { from, to, content: a, other_content: b });
    },
  );
  fill(place.body, h("div", { class: "sides" }, times, pair), result);
  const renew = () => {
    contents.forEach((select, at) => {
      const chosen = select.value;
      select.replaceChildren(...store.contents.map(({ name, title }) => h("option", { value: name }, title || name)));
      select.value = chosen || (store.contents[at]?.name ?? "");
    });
  };
  store.on("contents", renew);
  store.on("refresh", renew);
  return place.node;
}
