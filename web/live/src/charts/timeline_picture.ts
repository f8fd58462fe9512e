// The timelines of one content as an SVG document. Pure.
import { labelWords, lookOf } from "../emotions";
import { EMOTIONS } from "../types";
import { onClock, zoned } from "../zone";
import { round, sheet, tag, text, WIDTH, type Ink } from "./picture";
import { leading, stack, suppressedStretches, type Moment } from "./shares";

const TICKS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2592000];

/** Where the time axis has its words: full minutes, hours or days of the store's clock. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const step = TICKS.find((each) => (to - from) / each <= most) ?? Math.ceil((to - from) / most / 86400) * 86400;
  const shift = step >= 3600 ? from - onClock(new Date(from * 1000)).getTime() / 1000 : 0;
  const found: number[] = [];
  for (let at = Math.ceil((from - shift) / step) * step + shift; at <= to; at += step) found.push(at);
  return found;
}

export function tickWords(at: number, spread: number): string {
  const time = new Date(at * 1000);
  const day = time.toLocaleDateString("en-GB", zoned({ day: "numeric", month: "short" }));
  const clock = time.toLocaleTimeString("en-GB", zoned({ hour: "2-digit", minute: "2-digit" }));
  return spread > 4 * 86400 || (clock === "00:00" && spread > 7200) ? day : clock;
}

export interface TimelineParts {
  title: string;
  words: string;
  moments: Moment[];
  from: number;
  to: number;
  step: number;
}

const HEIGHT = 480,
  LEFT = 64,
  RIGHT = 24,
  SHARES = { top: 100, height: 210 },
  VALENCE = { top: 338, height: 90 };

function frame(ink: Ink, place: { top: number; height: number }, rules: [number, string][]): string {
  return rules
    .map(([at, words]) => {
      const y = place.top + place.height * at;
      return (
        tag("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y, stroke: ink.line }) +
        text(ink.soft, 12, LEFT - 8, y + 4, words, { "text-anchor": "end" })
      );
    })
    .join("");
}

function legend(ink: Ink): string {
  let x = LEFT;
  return EMOTIONS.map((emotion) => {
    const words = `${lookOf(emotion).sign} ${labelWords(emotion)}`,
      at = x;
    x += 30 + words.length * 7.2;
    return (
      tag("rect", { x: at, y: 70, width: 11, height: 11, rx: 2, fill: ink.label(emotion) }) +
      text(ink.soft, 12, at + 16, 80, words)
    );
  }).join("");
}

/** Shares above, valence below, as the page shows them. Pure. */
export function timelinePicture(ink: Ink, parts: TimelineParts): string {
  const { moments, from, to, step } = parts;
  const x = (at: number) => LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const rows = stack(moments);
  const bars = moments.flatMap((moment, at) =>
    EMOTIONS.map((emotion, of) => {
      const top = rows[of]?.[at] ?? null,
        below = of > 0 ? (rows[of - 1]?.[at] ?? 0) : 0;
      if (top === null || top <= below) return "";
      const left = Math.max(LEFT, x(moment.at)),
        right = Math.min(WIDTH - RIGHT, x(moment.at + step));
      if (right <= left) return "";
      const y = SHARES.top + SHARES.height * (1 - top);
      const box = { x: left, y, width: Math.max(0.5, right - left - 1), height: SHARES.height * (top - below) };
      return tag("rect", { ...box, fill: ink.label(emotion) });
    }),
  );
  const withheld = suppressedStretches(moments, step).map(([begin, end]) => {
    const left = Math.max(LEFT, x(begin));
    const box = { x: left, y: SHARES.top, width: Math.max(0, Math.min(WIDTH - RIGHT, x(end)) - left) };
    return tag("rect", { ...box, height: SHARES.height, fill: "url(#withheld)" });
  });
  const middle = (moment: Moment) => x((Math.max(from, moment.at) + Math.min(to, moment.at + step)) / 2);
  const y = (valence: number) => VALENCE.top + (VALENCE.height * (1 - valence)) / 2;
  const dots = moments.flatMap((moment) =>
    moment.valence === null
      ? []
      : [tag("circle", { cx: middle(moment), cy: y(moment.valence), r: 3, fill: ink.accent })],
  );
  const line = runs(moments, step).map((run) =>
    tag("polyline", {
      points: run.map((moment) => `${round(middle(moment))},${round(y(moment.valence ?? 0))}`).join(" "),
      fill: "none",
      stroke: ink.accent,
      "stroke-width": 1.8,
    }),
  );
  const ticks = timeTicks(from, to, 9).map((at) =>
    text(ink.soft, 12, x(at), HEIGHT - 28, tickWords(at, to - from), { "text-anchor": "middle" }),
  );
  return sheet(
    ink,
    WIDTH,
    HEIGHT,
    parts.title,
    parts.words,
    hatch(ink),
    legend(ink),
    text(ink.soft, 12, LEFT, SHARES.top - 6, "Share of time"),
    frame(ink, SHARES, [
      [0, "100 %"],
      [0.5, "50 %"],
      [1, "0 %"],
    ]),
    ...bars,
    ...withheld,
    text(ink.soft, 12, LEFT, VALENCE.top - 8, "Valence"),
    frame(ink, VALENCE, [
      [0, "+1"],
      [0.5, "0"],
      [1, "−1"],
    ]),
    ...line,
    ...dots,
    ...ticks,
    text(ink.soft, 11, LEFT, HEIGHT - 8, "Hatched: withheld, too few people. Expression estimates by mien."),
  );
}

function hatch(ink: Ink): string {
  const stripe = tag("path", { d: "M0 8 L8 0", stroke: ink.soft, "stroke-width": 1 });
  return tag(
    "defs",
    {},
    tag("pattern", { id: "withheld", width: 8, height: 8, patternUnits: "userSpaceOnUse" }, stripe),
  );
}

/** Neighbours with a valence, without a hole between them. Pure. */
export function runs(moments: Moment[], step: number): Moment[][] {
  const found: Moment[][] = [];
  let last: Moment | null = null;
  for (const moment of moments) {
    if (moment.valence === null) {
      last = null;
      continue;
    }
    if (last && moment.at - last.at <= step * 1.5) found.at(-1)?.push(moment);
    else found.push([moment]);
    last = moment;
  }
  return found;
}

/** The moments as lines of a table, one a bucket; a withheld one says so. Pure. */
export function timelineLines(moments: Moment[]): string[][] {
  const cell = (value: number | null | undefined) => (value === null || value === undefined ? "" : String(value));
  return [
    ["begin", "withheld", "valence", "most_often", ...EMOTIONS],
    ...moments.map((moment) => [
      new Date(moment.at * 1000).toISOString(),
      moment.suppressed ? "yes" : "no",
      cell(moment.valence),
      (moment.shares && leading(moment.shares)?.emotion) ?? "",
      ...EMOTIONS.map((emotion) => cell(moment.shares?.[emotion])),
    ]),
  ];
}
