// How long people stayed, how much of it they looked, and what they rated: a row a content.
import { get } from "../api";
import { meter, shareBar } from "../charts/whiskers";
import { h } from "../dom";
import { duration, number, percent, signed } from "../format";
import type { Choice } from "../range";
import type { Store } from "../store";
import { isSuppressed, type ContentFigures } from "../types";
import { empty, fill, loader, section, suppressed, withheld } from "./panel";
import { table, worth, type Cell } from "./table";

const HEADS = [
  "Content",
  "People (stays)",
  "Dwell",
  "Attention",
  "Valence",
  "Expression estimates",
  "Change",
  "Reacted",
  "Ratings",
];

/** The end of the dwell scale: the longest mean plus its spread. Pure. */
export function longest(contents: ContentFigures[]): number {
  return Math.max(
    1,
    ...contents.map(({ figures }) => (isSuppressed(figures) ? 0 : figures.dwell_s + figures.dwell_spread_s)),
  );
}

function row(one: ContentFigures, top: number, store: Store): Cell[] {
  const { figures, ratings } = one,
    title = one.title || one.content;
  const rated: Cell = isSuppressed(ratings)
    ? withheld(`fewer than ${store.minAudience} ratings`)
    : ratings.ratings > 0
      ? worth(`${number(ratings.mean, 2)} of 5 (${number(ratings.ratings)})`, ratings.mean)
      : "–";
  if (isSuppressed(figures)) return [title, suppressed(store.suppressedWords), "–", "–", "–", "–", "–", "–", rated];
  const dwell = h(
    "div",
    { class: "estimate" },
    h("b", {}, duration(figures.dwell_s)),
    meter(figures.dwell_s, top, figures.dwell_spread_s),
  );
  dwell.title = `Mean ${duration(figures.dwell_s)}, standard deviation ${duration(figures.dwell_spread_s)}`;
  const attention =
    figures.attention === null
      ? "–"
      : h("div", { class: "estimate" }, h("b", {}, percent(figures.attention)), meter(figures.attention, 1));
  const bar = shareBar(figures.emotions);
  return [
    title,
    worth(`${number(figures.people)} (${number(figures.exposures)})`, figures.people),
    worth(dwell, figures.dwell_s),
    worth(attention, figures.attention),
    worth(signed(figures.valence), figures.valence),
    worth(bar, figures.emotions.happiness ?? null, bar.getAttribute("aria-label") ?? ""),
    worth(signed(figures.change), figures.change),
    worth(
      figures.reaction_delay_s === null
        ? percent(figures.reaction_share)
        : `${percent(figures.reaction_share)}, after ${duration(figures.reaction_delay_s)}`,
      figures.reaction_share,
    ),
    rated,
  ];
}

export function dwellPanel(store: Store, choice: Choice): HTMLElement {
  const place = section("dwell", "Dwell and attention", "");
  const load = loader(place, async (signal) => {
    place.hint.textContent = `${choice.whom} Attention: share of the time with the face towards the camera. Change: valence from arrival to leaving. The thin line is one standard deviation.`;
    const { contents } = await get<{ contents: ContentFigures[] }>("contents/figures", choice.query(), signal);
    if (contents.length === 0) return fill(place.body, empty(`Nobody was seen ${choice.words}.`));
    const top = longest(contents);
    fill(
      place.body,
      table(
        `Dwell and attention ${choice.words}`,
        HEADS,
        contents.map((one) => row(one, top, store)),
        [1, 4, 6],
      ),
    );
    return undefined;
  });
  store.on("range", load);
  store.on("refresh", load);
  store.on("roster", load);
  return place.node;
}
