// Which content people like more than the others, and could it be luck?
import { get } from "../api";
import { whisker } from "../charts/whiskers";
import { inkOfPage, whiskerPicture } from "../charts/picture";
import { saveButtons, type Savable } from "../charts/save";
import { h } from "../dom";
import { count, interval, number, probability, signed } from "../format";
import type { Choice } from "../range";
import type { Store } from "../store";
import { isSuppressed, type Ranked, type Ranking, type Standing } from "../types";
import { empty, fill, loader, section, segmented, suppressed } from "./panel";
import { table, worth, type Cell } from "./table";

type By = Ranking["by"];
const SCALE: Record<By, [number, number, number]> = { valence: [-1, 1, 0], rating: [1, 5, 3] };

/** What may be said of the difference to the others. Pure. */
export function verdict(standing: Standing, others: number): string {
  if (others === 0) return "nothing to compare with";
  const way = standing.difference > 0 ? "above" : "below";
  return standing.p_holm < 0.05
    ? `${way} the others (${probability(standing.p_holm)})`
    : `no clear difference (${probability(standing.p_holm)})`;
}

function row(one: Ranked, at: number, by: By, others: number, store: Store): Cell[] {
  const title = one.title || one.content;
  if (isSuppressed(one.standing)) return [title, suppressed(store.suppressedWords)];
  const { mean, difference, values } = one.standing,
    [low, high, middle] = SCALE[by];
  const cell = h(
    "div",
    { class: "estimate" },
    h("b", {}, by === "valence" ? signed(mean.value) : number(mean.value, 2)),
    whisker(mean, low, high, middle, `${title}: mean ${by} ${interval(mean)}`),
  );
  return [
    worth(`${at + 1}. ${title}`, title),
    worth(cell, mean.value, interval(mean)),
    worth(signed(difference), difference),
    verdict(one.standing, others),
    worth(number(values), values),
  ];
}

/** The ranking's intervals as a chart of their own; what is withheld is named, without a figure. */
function savable(ranking: Ranked[], by: By, words: string): Savable {
  const known = ranking.flatMap(({ content, title, standing }) =>
    isSuppressed(standing) ? [] : [{ title: title || content, ...standing.mean, ...standing }],
  );
  const name = by === "valence" ? "Mean valence by content" : "Mean rating by content";
  return {
    title: name,
    svg: () => whiskerPicture(inkOfPage(), name, `${words} 95 % intervals.`, SCALE[by], known),
    lines: () => [
      ["content", "title", "withheld", "mean", "low", "high", "values", "difference", "p_holm"],
      ...ranking.map(({ content, title, standing }) =>
        isSuppressed(standing)
          ? [content, title, "yes", "", "", "", "", "", ""]
          : [
              ...[content, title, "no"],
              ...[standing.mean.value, standing.mean.low, standing.mean.high].map(String),
              ...[standing.values, standing.difference, standing.p_holm].map(String),
            ],
      ),
    ],
  };
}

const comparisonWords = (contents: number) =>
  contents > 1
    ? `Permutation tests against all others together, corrected for ${count(contents, "comparison", "comparisons")} (Holm).`
    : "A comparison needs two contents with enough people.";

export function rankingPanel(store: Store, choice: Choice): HTMLElement {
  const place = section("ranking", "Which content people like");
  let by: By = "valence";
  place.tools.append(
    segmented(
      "Ranking by",
      [
        { value: "valence", label: "Expression" },
        { value: "rating", label: "Rating" },
      ],
      by,
      (value) => {
        by = value as By;
        load();
      },
    ),
  );
  const load = loader(place, async (signal) => {
    const { ranking } = await get<Ranking>("ranking", { by, ...choice.query() }, signal);
    const shown = ranking.filter((one) => !isSuppressed(one.standing));
    place.hint.textContent =
      by === "valence"
        ? `Mean valence of the expression estimates, −1 to +1, with its 95 % interval. ${choice.whom}`
        : `Mean rating, 1 to 5, with its 95 % interval. Ratings given ${choice.words}.`;
    if (ranking.length === 0) return fill(place.body, empty(`Nothing to rank ${choice.words}.`));
    fill(
      place.body,
      table(
        `Contents by ${by} ${choice.words}`,
        ["Content", `Mean ${by} and interval`, "Against the others", "Verdict", by === "valence" ? "Stays" : "Ratings"],
        ranking.map((one, at) => row(one, at, by, shown.length - 1, store)),
        [2, 4],
      ),
      h(
        "div",
        { class: "under" },
        h("p", { class: "hint" }, comparisonWords(shown.length)),
        shown.length > 0 && saveButtons(() => savable(ranking, by, choice.whom)),
      ),
    );
    return undefined;
  });
  store.on("range", load);
  store.on("refresh", load);
  store.on("roster", load);
  return place.node;
}
