// Stacked shares of expression labels over time, and the arithmetic behind them.
import uPlot from "uplot";
import { colourOf } from "../emotions";
import { EMOTIONS, type Emotion, type Shares } from "../types";
import { hatch } from "./hatch";
import { css, Plot, timeAxis, valueAxis } from "./plot";

/** One moment: shares, or null where the group is too small or nobody was there. */
export interface Moment {
  at: number;
  shares: Shares | null;
  valence: number | null;
  suppressed: boolean;
  people?: number;
}

/** Running sums from the first label up, one row a label; null where there are no shares. Pure. */
export function stack(moments: Moment[]): (number | null)[][] {
  const rows: (number | null)[][] = EMOTIONS.map(() => []);
  for (const moment of moments) {
    let sum = 0;
    EMOTIONS.forEach((emotion, at) => {
      if (moment.shares) sum += moment.shares[emotion] ?? 0;
      rows[at]?.push(moment.shares ? Math.min(1, sum) : null);
    });
  }
  return rows;
}

/** Puts a moment without figures into every hole longer than `longest` seconds, so that no line crosses it. Pure. */
export function withGaps(moments: Moment[], longest: number): Moment[] {
  const filled: Moment[] = [];
  for (const moment of moments) {
    const before = filled.at(-1);
    if (before && moment.at - before.at > longest)
      filled.push({ at: before.at + longest / 2, shares: null, valence: null, suppressed: false });
    filled.push(moment);
  }
  return filled;
}

/** Every bucket of `step` seconds between `from` and `to`, empty where the moments have none. Pure. */
export function everyBucket(moments: Moment[], from: number, to: number, step: number): Moment[] {
  const first = moments[0];
  if (!first) return [];
  const known = new Map(moments.map((moment) => [Math.round((moment.at - first.at) / step), moment]));
  const filled: Moment[] = [];
  for (let at = Math.min(0, Math.ceil((from - first.at) / step)); first.at + at * step < to; ++at)
    filled.push(known.get(at) ?? { at: first.at + at * step, shares: null, valence: null, suppressed: false });
  return filled;
}

/** The label with the largest share. Pure. */
export function leading(shares: Shares): { emotion: Emotion; share: number } | null {
  let best: { emotion: Emotion; share: number } | null = null;
  for (const emotion of EMOTIONS) {
    const share = shares[emotion] ?? 0;
    if (share > 0 && (!best || share > best.share)) best = { emotion, share };
  }
  return best;
}

/** Stretches of time without figures because too few people were there. Pure. */
export function suppressedStretches(moments: Moment[], step: number): [number, number][] {
  const stretches: [number, number][] = [];
  for (const moment of moments) {
    if (!moment.suppressed) continue;
    const last = stretches.at(-1);
    if (last && moment.at - last[1] <= step / 2) last[1] = moment.at + step;
    else stretches.push([moment.at, moment.at + step]);
  }
  return stretches;
}

interface Shared {
  from: number;
  to: number;
  step: number;
  suppressed: [number, number][];
}

/** Two charts of one content with one cursor: shares above, valence below. */
export class TimelineCharts {
  readonly shares: Plot;
  readonly valence: Plot;
  private shared: Shared = { from: 0, to: 1, step: 60, suppressed: [] };

  constructor(group: string) {
    const common = (width: number, height: number) => ({
      width,
      height,
      legend: { show: false },
      padding: [8, 14, 8, 0] as uPlot.Padding,
      cursor: { sync: { key: group }, drag: { x: false, y: false }, points: { show: false } },
      hooks: { drawClear: [(chart: uPlot) => hatch(chart, this.shared.suppressed)] },
    });
    const x = { range: (): [number, number] => [this.shared.from, this.shared.to] };
    this.shares = new Plot(
      (width, height) => ({
        ...common(width, height),
        scales: { x, y: { range: [0, 1] } },
        axes: [timeAxis(), valueAxis([0, 0.5, 1], (value) => `${value * 100} %`)],
        series: [
          {},
          ...EMOTIONS.map((emotion) => ({
            stroke: css("--card"),
            width: 0.6,
            fill: colourOf(emotion),
            points: { show: false },
            ...this.paths(),
          })).reverse(),
        ],
      }),
      "var(--tall)",
    );
    this.valence = new Plot(
      (width, height) => ({
        ...common(width, height),
        scales: { x, y: { range: [-1, 1] } },
        axes: [
          { ...timeAxis(), show: false, size: 0 },
          valueAxis([-1, 0, 1], (value) => (value > 0 ? "+1" : value < 0 ? "−1" : "0")),
        ],
        series: [{}, { stroke: css("--accent"), width: 2, points: { show: true, size: 6, fill: css("--accent") } }],
      }),
      "var(--low)",
    );
  }

  private paths(): { paths?: uPlot.Series.PathBuilder } {
    const bars = uPlot.paths.bars?.({ size: [1, Infinity], align: 1, gap: 2 });
    return bars ? { paths: bars } : {};
  }

  /** `from`, `to` in seconds; `step` is the time of one bucket, which is one bar. */
  set(moments: Moment[], from: number, to: number, step: number): void {
    this.shared = { from, to, step, suppressed: suppressedStretches(moments, step) };
    const points = everyBucket(moments, from, to, step);
    const times = points.map((moment) => moment.at);
    this.shares.set([times, ...stack(points).reverse()] as uPlot.AlignedData);
    this.valence.set([times.map((at) => at + step / 2), points.map((moment) => moment.valence)] as uPlot.AlignedData);
  }

  redraw(): void {
    this.shares.redraw();
    this.valence.redraw();
  }
}
