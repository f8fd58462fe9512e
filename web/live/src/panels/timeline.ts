// Expression shares and valence over time, one pair of charts a content.
import { get } from "../api";
import { inkOfPage } from "../charts/picture";
import { saveButtons, type Savable } from "../charts/save";
import { leading, TimelineCharts, type Moment } from "../charts/shares";
import { timelineLines, timelinePicture } from "../charts/timeline_picture";
import { h, say } from "../dom";
import { colourName, labelWords, lookOf } from "../emotions";
import { capital, count, dayAndClock, dayWords, number, percent, signed } from "../format";
import type { Choice } from "../range";
import type { Store } from "../store";
import { EMOTIONS, isSuppressed, type ContentFigures, type Figures, type Guarded, type Timeline } from "../types";
import { empty, loader, section, suppressed } from "./panel";
import { table, worth, type Cell } from "./table";

const SHOWN = 6,
  STEP = { hour: 3600, part: 21600, day: 86400, week: 604800 };

/** The buckets of a timeline as moments. Pure. */
export function momentsOfTimeline(timeline: Timeline): Moment[] {
  return timeline.points.map(({ begin, figures }) => {
    const at = Date.parse(begin) / 1000;
    if (isSuppressed(figures)) return { at, shares: null, valence: null, suppressed: true };
    const known = figures.exposures > 0 && Object.values(figures.emotions).some((share) => (share ?? 0) > 0);
    const shares = known ? figures.emotions : null;
    return { at, shares, valence: figures.valence, suppressed: false, people: figures.people };
  });
}

/** The content's figures of the whole time in words: those of every other panel too. Pure. */
export function summary(figures: Guarded<Figures>, moments: Moment[], store: Pick<Store, "minAudience">): string {
  if (isSuppressed(figures))
    return moments.length > 0
      ? `Withheld: fewer than ${store.minAudience} people.`
      : store.minAudience > 1
        ? `No figures: nobody was there, or fewer than ${store.minAudience} people in every hour, day-part, day and week.`
        : "No figures: nobody was there.";
  const first = leading(figures.emotions);
  const parts = [
    first ? `${labelWords(first.emotion)} most often (${percent(first.share)} of the time)` : "",
    figures.valence === null ? "" : `mean valence ${signed(figures.valence)}`,
    count(figures.people, "person", "people"),
  ];
  return `${capital(parts.filter(Boolean).join(", "))}.`;
}

class Row {
  readonly node: HTMLElement;
  readonly charts: TimelineCharts;
  private readonly words = h("p", { class: "hint" });
  private readonly title = h("h3");
  private readonly details: HTMLDetailsElement;
  private moments: Moment[] = [];
  private from = 0;
  private to = 1;
  private step = 3600;

  constructor(
    readonly content: string,
    private readonly store: Store,
    private readonly choice: Choice,
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
      saveButtons(() => this.savable()),
      this.details,
    );
  }

  /** `whole`: the figures of all the time between `from` and `to`. */
  set(moments: Moment[], whole: Guarded<Figures>, from: number, to: number, step: number): void {
    Object.assign(this, { moments, from, to, step });
    this.charts.set(moments, from, to, step);
    const title = this.store.titleOf(this.content),
      words = summary(whole, moments, this.store);
    say(this.title, title);
    say(this.words, words);
    this.charts.shares.place.setAttribute("aria-label", `${title}: shares of expression estimates over time. ${words}`);
    this.charts.valence.place.setAttribute("aria-label", `${title}: valence over time. ${words}`);
    if (this.details.open) this.fillTable();
  }

  private savable(): Savable {
    const { moments, from, to, step } = this,
      title = `${this.store.titleOf(this.content)}: expression over time`;
    const words = `${this.words.textContent ?? ""} ${this.choice.whom}`;
    return {
      title,
      svg: () => timelinePicture(inkOfPage(), { title, words, moments, from, to, step }),
      lines: () => timelineLines(moments),
    };
  }

  /** One row a bar: no time stands there twice. */
  private fillTable(): void {
    if (!this.details.open) return;
    const rows = this.moments.map((moment): Cell[] => {
      const time = new Date(moment.at * 1000),
        first = moment.shares && leading(moment.shares);
      const when = worth(this.step >= 86400 ? dayWords(time) : dayAndClock(time), time.toISOString());
      if (moment.suppressed) return [when, suppressed(this.store.suppressedWords)];
      return [
        when,
        worth(number(moment.people), moment.people ?? null),
        worth(signed(moment.valence), moment.valence),
        first ? worth(`${labelWords(first.emotion)} ${percent(first.share)}`, first.emotion) : "–",
      ];
    });
    const title = this.store.titleOf(this.content);
    this.details.lastElementChild?.replaceChildren(
      rows.length === 0
        ? empty(`No ${this.choice.range.span} with enough people ${this.choice.words}.`)
        : table(`${title}: expression over time`, ["Time", "People", "Valence", "Most often"], rows, [1, 2]),
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
      return h("li", {}, swatch, `${lookOf(emotion).sign} ${labelWords(emotion)}`);
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
      const row = new Row(name, store, choice);
      rows.set(name, row);
      grid.append(row.node);
    }
  };
  const load = loader(place, async (signal) => {
    place.hint.textContent = `${choice.whom} One bar per ${choice.range.span}; no bar where there were too few people. The words above each chart also count people who are only in longer groups.`;
    const query = choice.query();
    const shown = [...rows.values()];
    const [{ contents }, ...timelines] = await Promise.all([
      get<{ contents: ContentFigures[] }>("contents/figures", query, signal),
      ...shown.map(({ content }) => get<Timeline>("timeline", { span: choice.range.span, content, ...query }, signal)),
    ]);
    shown.forEach((row, at) => {
      const timeline = timelines[at];
      if (!timeline) return;
      const whole = contents.find((one) => one.content === row.content)?.figures ?? { suppressed: true };
      const [from, to] = [Date.parse(query.from) / 1000, Date.parse(query.to) / 1000];
      row.set(momentsOfTimeline(timeline), whole, from, to, STEP[timeline.span]);
    });
  });
  store.on("contents", () => {
    arrange();
    load();
  });
  store.on("range", load);
  store.on("refresh", load);
  store.on("theme", () => {
    for (const row of rows.values()) row.charts.redraw();
  });
  return place.node;
}
