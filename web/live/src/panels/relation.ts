// Do ratings and expression estimates go together? What the data say, and no more.
import { get } from "../api";
import { scatter, type Mark } from "../charts/scatter";
import { drawn, inkOfPage } from "../charts/picture";
import { saveButtons, type Savable } from "../charts/save";
import { h } from "../dom";
import { labelWords } from "../emotions";
import { capital, count, interval, number, percent } from "../format";
import type { Choice } from "../range";
import type { Store } from "../store";
import {
  isSuppressed,
  type Agreement,
  type Estimate,
  type Guarded,
  type Lift,
  type Ranking,
  type Relation,
} from "../types";
import { empty, fill, loader, section, suppressed } from "./panel";
import { table, worth, type Cell } from "./table";

/** Marks of the contents that have both estimates. Pure. */
export function marksOf(valences: Ranking, ratings: Ranking): { marks: Mark[]; withheld: string[] } {
  const marks: Mark[] = [];
  const few: string[] = [];
  for (const one of valences.ranking) {
    const other = ratings.ranking.find((each) => each.content === one.content);
    if (!other || isSuppressed(one.standing) || isSuppressed(other.standing)) {
      few.push(one.title || one.content);
      continue;
    }
    marks.push({
      content: one.content,
      title: one.title || one.content,
      valence: one.standing.mean,
      rating: other.standing.mean,
    });
  }
  return { marks, withheld: few };
}

function savable(chart: SVGSVGElement, marks: Mark[], few: string[], words: string): Savable {
  const title = "Ratings against expression";
  const row = ({ content, title: name, valence, rating }: Mark) => [
    ...[content, name, "no", valence.value, valence.low, valence.high, rating.value, rating.low, rating.high].map(
      String,
    ),
  ];
  return {
    title,
    svg: () => drawn(inkOfPage(), chart, title, words),
    lines: () => [
      [
        ...["content", "title", "withheld", "valence", "valence_low", "valence_high"],
        ...["rating", "rating_low", "rating_high"],
      ],
      ...marks.map(row),
      ...few.map((name) => ["", name, "yes", "", "", "", "", "", ""]),
    ],
  };
}

/** What stands beside the correlation: the scatter, or why there is none. */
function scatterFigure(valences: Ranking, ratings: Ranking, width: number, choice: Choice): HTMLElement {
  const { marks, withheld: few } = marksOf(valences, ratings);
  const left = few.length > 0 ? `Withheld, too few people or ratings: ${few.join(", ")}.` : "";
  if (marks.length === 0) return empty(`No content has both enough people and enough ratings ${choice.words}. ${left}`);
  const chart = scatter(marks, Math.min(640, Math.max(280, width)));
  return h(
    "figure",
    {},
    chart,
    h("figcaption", { class: "hint" }, `Lines are 95\u00a0% intervals. ${left}`),
    saveButtons(() => savable(chart, marks, few, choice.whom)),
  );
}

/** The rank correlation in words that claim no more than its interval allows. Pure. */
export function correlationWords(name: string, estimate: Estimate | null): string {
  if (!estimate) return `${name}: not defined for these data.`;
  const said =
    estimate.low > 0
      ? "Higher ratings went with more positive expression estimates"
      : estimate.high < 0
        ? "Higher ratings went with more negative expression estimates"
        : "These data do not show whether ratings and expression estimates go together: the interval includes 0";
  return `${said}. ${name} ${interval(estimate)}.`;
}

function agreementTable(agreement: Agreement): HTMLElement {
  const most = Math.max(1, ...agreement.cells.flat().map((cell) => cell ?? 0));
  const rows: Cell[][] = agreement.rows.map((row, at) => [
    `Mean rating ${row.replace("-", "–")}`,
    ...agreement.columns.map((_column, of): Cell => {
      const cell = agreement.cells[at]?.[of] ?? 0;
      const node = h("span", { class: `cell${at === of ? " agrees" : ""}` }, number(cell));
      node.style.setProperty("--weight", String(cell / most));
      return node;
    }),
  ]);
  return h(
    "div",
    { class: "agreement" },
    h("h3", {}, "Agreement"),
    table("Periods: mean rating against the sign of the valence", ["", ...agreement.columns.map(capital)], rows, [1, 2, 3]),
    h(
      "p",
      { class: "hint" },
      `${percent(agreement.share)} of the periods agree (outlined); Cohen's κ ${number(agreement.kappa, 2)}, where 0 is chance and 1 is full agreement.`,
    ),
  );
}

function liftTable(lifts: Lift[], store: Store): HTMLElement | "" {
  if (lifts.length === 0) return "";
  const rows = lifts.map((lift): Cell[] =>
    isSuppressed(lift)
      ? [labelWords(lift.emotion), suppressed(store.suppressedWords), "–", "–"]
      : [
          labelWords(lift.emotion),
          worth(number(lift.mean, 2), lift.mean),
          worth(lift.difference ? interval(lift.difference) : "–", lift.difference?.value ?? null),
          worth(number(lift.ratings), lift.ratings),
        ],
  );
  return h(
    "details",
    {},
    h("summary", {}, "Rating by the expression shown most"),
    table(
      "Mean rating by the expression label with the most time",
      ["Expression estimate", "Mean rating", "From the mean of all", "Ratings"],
      rows,
      [1, 3],
    ),
  );
}

export function relationPanel(store: Store, choice: Choice): HTMLElement {
  const place = section("relation", "Ratings against expression");
  const load = loader(place, async (signal) => {
    place.hint.textContent = `${choice.whom} Ratings of an hour (or of a longer period, if there are few) are compared with the people seen in front of that content in the same period; a rating is never matched to a person.`;
    const query = choice.query();
    const [{ relation }, valences, ratings] = await Promise.all([
      get<{ relation: Guarded<Relation> }>("relation", query, signal),
      get<Ranking>("ranking", { by: "valence", ...query }, signal),
      get<Ranking>("ranking", { by: "rating", ...query }, signal),
    ]);
    const chart = scatterFigure(valences, ratings, place.body.clientWidth, choice);
    if (isSuppressed(relation)) {
      fill(
        place.body,
        h(
          "div",
          { class: chart.matches("figure") ? "relation" : "relation alone" },
          chart,
          h(
            "p",
            {},
            suppressed(
              `Correlation and agreement: ${store.suppressedWords}, or fewer than ${store.minAudience} ratings, ${choice.words}.`,
            ),
          ),
        ),
      );
      return;
    }
    fill(
      place.body,
      h(
        "div",
        { class: "relation" },
        chart,
        h(
          "div",
          {},
          h("p", { class: "finding" }, correlationWords("Spearman's ρ", relation.spearman)),
          h(
            "p",
            {},
            `From ${count(relation.pairs, "period", "periods")} with ${count(relation.ratings, "rating", "ratings")} and the expression estimates of ${count(relation.people, "person", "people")}${
              relation.kendall ? `; Kendall's τ ${interval(relation.kendall)}` : ""
            }.`,
          ),
          ...relation.notices.map((notice) => h("p", { class: "note" }, notice)),
          agreementTable(relation.agreement),
          liftTable(relation.lifts, store),
        ),
      ),
    );
  });
  store.on("range", load);
  store.on("refresh", load);
  store.on("roster", load);
  return place.node;
}
