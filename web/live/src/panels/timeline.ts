// Expression shares and valence over time, one pair of charts a content.
import { get } from "../api";
import { leading, TimelineCharts, type Moment } from "../charts/shares";
import { h, say } from "../dom";
import { colourName, lookOf } from "../emotions";
import { capital, clock, dayAndClock, percent, signed } from "../format";
import { timesOf, type Choice } from "../range";
import type { Store } from "../store";
import { EMOTIONS, isSuppressed, type Shares, type Tally, type Timeline } from "../types";
import { empty, loader, section, table } from "./panel";

const SHOWN = 6,
  STEP = { minute: 60, hour: 3600, day: 86400 };
const TABLE_ROWS = 60;

/** The tallies of one content as moments. Pure. */
export function momentsOfTallies(tallies: Tally[], content: string): Moment[] {
  const moments: Moment[] = [];
  for (const tally of tallies) {
    const one = tally.contents.find((each) => each.content === content);
    if (!one) continue;
    const shares = one.suppressed || !one.people ? null : one.emotions;
    moments.push({
      at: Date.parse(tally.time) / 1000,
      shares,
      valence: one.suppressed ? null : one.valence,
      suppressed: one.suppressed,
    });
  }
  return moments;
}

/** The buckets of a timeline as moments. Pure. */
export function momentsOfTimeline(timeline: Timeline): Moment[] {
  return timeline.points.map(({ begin, figures }) => {
    const at = Date.parse(begin) / 1000;
    if (isSuppressed(figures)) return { at, shares: null, valence: null, suppressed: true };
    const known = figures.exposures > 0 && Object.values(figures.emotions).some((share) => (share ?? 0) > 0);
    return { at, shares: known ? figures.emotions : null, valence: figures.valence, suppressed: false };
  });
}

/** Mean shares and valence of the moments that have some, in words. Pure. */
export function summary(moments: Moment[]): string {
  const known = moments.filter((moment) => moment.shares);
  if (known.length === 0)
    return moments.some((moment) => moment.suppressed) ? "Not enough people for a figure." : "Nobody was seen.";
  const mean: Shares = {};
  for (const emotion of EMOTIONS)
    mean[emotion] = known.reduce((sum, moment) => sum + (moment.shares?.[emotion] ?? 0), 0) / known.length;
  const first = leading(mean);
  const valences = known.flatMap((moment) => (moment.valence === null ? [] : [moment.valence]));
  const valence = valences.length
    ? `, mean valence ${signed(valences.reduce((a, b) => a + b, 0) / valences.length)}`
    : "";
  return first
    ? `${capital(first.emotion)} most often (${percent(first.share)})${valence}.`
    : "No expression could be estimated.";
}

class Row {
  readonly node: HTMLElement;
  readonly charts: TimelineCharts;
  private readonly words = h("p", { class: "hint" });
  private readonly title = h("h3");
  private readonly details: HTMLDetailsElement;
  private moments: Moment[] = [];

  constructor(
    readonly content: string,
    private readonly store: Store,
  ) {
    this.charts = new TimelineCharts(`timeline-${content}`);
    this.charts.shares.place.setAttribute("role", "img");
    this.charts.valence.place.setAttribute("role", "img");
    this.details = h("details", { ontoggle: () => this.fillTable() }, h("summary", {}, "As a table"), h("div"));
    this.node = h(
      "article",
      { class: "card timeline", "data-content": content },
      this.title,
      this.words,
      h("p", { class: "axis" }, "Share of time"),
      this.charts.shares.place,
      h("p", { class: "axis" }, "Valence"),
      this.charts.valence.place,
      this.details,
    );
  }

  set(moments: Moment[], from: number, to: number, step: number): void {
    this.moments = moments;
    this.charts.set(moments, from, to, step);
    const title = this.store.titleOf(this.content),
      words = summary(moments);
    say(this.title, title);
    say(this.words, words);
    this.charts.shares.place.setAttribute("aria-label", `${title}: shares of expression estimates over time. ${words}`);
    this.charts.valence.place.setAttribute("aria-label", `${title}: valence over time. ${words}`);
    if (this.details.open && step >= 60) this.fillTable();
  }

  private fillTable(): void {
    if (!this.details.open) return;
    const every = Math.ceil(this.moments.length / TABLE_ROWS) || 1;
    const rows = this.moments
      .filter((_moment, at) => at % every === 0)
      .map((moment) => {
        const time = new Date(moment.at * 1000),
          first = moment.shares && leading(moment.shares);
        return [
          every > 1 || this.moments.length > 200 ? clock(time, true) : dayAndClock(time),
          moment.suppressed ? this.store.suppressedWords : signed(moment.valence),
          first ? `${capital(first.emotion)} ${percent(first.share)}` : "–",
        ];
      });
    this.details.lastElementChild?.replaceChildren(
      table("Expression estimates over time", ["Time", "Valence", "Most often"], rows, [1]),
    );
  }
}

function legend(): HTMLElement {
  return h(
    "ul",
    { class: "legend", "aria-label": "Colours of the expression labels" },
    ...EMOTIONS.map((emotion) => {
      const swatch = h("i", { "aria-hidden": "true" });
      swatch.style.background = `var(${colourName(emotion)})`;
      return h("li", {}, swatch, `${lookOf(emotion).sign} ${capital(emotion)}`);
    }),
  );
}

export function timelinePanel(store: Store, choice: Choice): HTMLElement {
  const place = section("timelines", "Expression over time");
  const grid = h("div", { class: "cards wide" });
  const none = empty("No content yet.");
  const more = h("button", {
    type: "button",
    class: "quiet",
    hidden: true,
    onclick: () => {
      all = true;
      arrange();
      load();
    },
  });
  const rows = new Map<string, Row>();
  let all = false;
  place.body.append(legend(), none, grid, more);

  const arrange = () => {
    const names = store.contents.map((content) => content.name);
    const shown = all ? names : names.slice(0, SHOWN);
    none.hidden = names.length > 0;
    more.hidden = shown.length === names.length;
    more.textContent = `Show all ${names.length} contents`;
    for (const [name, row] of rows)
      if (!shown.includes(name)) {
        row.node.remove();
        rows.delete(name);
      }
    for (const name of shown) {
      if (rows.has(name)) continue;
      const row = new Row(name, store);
      rows.set(name, row);
      grid.append(row.node);
    }
  };
  const live = () => choice.range.name === "live" && !choice.camera;
  const drawLive = () => {
    const { from, to } = timesOf(choice.range, new Date());
    for (const row of rows.values())
      row.set(momentsOfTallies(store.tallies, row.content), from.getTime() / 1000, to.getTime() / 1000, 1);
  };
  const load = loader(place, async (signal) => {
    place.hint.textContent = live()
      ? "Each second shows the 60 seconds before it. Hatched: too few people for a figure."
      : `One ${choice.range.span} a bar. Hatched: too few people for a figure.`;
    if (live()) return drawLive();
    const query = choice.query();
    await Promise.all(
      [...rows.values()].map(async (row) => {
        const timeline = await get<Timeline>(
          "timeline",
          { span: choice.range.span, content: row.content, ...query },
          signal,
        );
        row.set(
          momentsOfTimeline(timeline),
          Date.parse(query.from) / 1000,
          Date.parse(query.to) / 1000,
          STEP[timeline.span],
        );
      }),
    );
  });
  store.on("contents", () => {
    arrange();
    load();
  });
  store.on("range", load);
  store.on("refresh", () => {
    if (!live()) load();
  });
  store.on("tallies", () => {
    if (live()) drawLive();
  });
  store.on("tally", () => {
    if (live() && !document.hidden) drawLive();
  });
  store.on("theme", () => {
    for (const row of rows.values()) row.charts.redraw();
  });
  return place.node;
}
