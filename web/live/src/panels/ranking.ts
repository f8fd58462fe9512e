// Which content pleases more than the others, and could it be luck?
import { get } from "../api";
import { whisker } from "../charts/whiskers";
import { h } from "../dom";
import { count, interval, number, probability, signed } from "../format";
import type { Choice } from "../range";
import type { Store } from "../store";
import { isSuppressed, type Ranked, type Ranking, type Standing } from "../types";
import { empty, fill, loader, section, segmented, suppressed, table, type Cell } from "./panel";

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
  return [`${at + 1}. ${title}`, cell, signed(difference), verdict(one.standing, others), number(values)];
}

export function rankingPanel(store: Store, choice: Choice): HTMLElement {
  const place = section("ranking", "Which content pleases");
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
        ? "Mean valence of the expression estimates, −1 to +1, with its 95 % interval."
        : "Mean rating, 1 to 5, with its 95 % interval.";
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
        "p",
        { class: "hint" },
        shown.length > 1
          ? `Permutation tests against all others together, corrected for ${count(shown.length, "comparison", "comparisons")} (Holm).`
          : "A comparison needs two contents with enough people.",
      ),
    );
    return undefined;
  });
  store.on("range", load);
  store.on("refresh", load);
  store.on("roster", load);
  return place.node;
}
