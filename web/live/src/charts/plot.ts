// uPlot, sized to its place, coloured by the page's custom properties, and drawn anew when the theme changes.
import uPlot from "uplot";
import { h } from "../dom";
import { clock } from "../format";
import { onClock, zoned, zoneName } from "../zone";

export type Build = (width: number, height: number) => uPlot.Options;

export function css(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Full hours and days of an axis are the store's. */
function onStore(at: number): Date {
  const time = new Date(at * 1000),
    zone = zoneName();
  return zone ? uPlot.tzDate(time, zone) : time;
}

export class Plot {
  readonly place = h("div", { class: "plot" });
  private chart: uPlot | null = null;
  private data: uPlot.AlignedData = [[]];

  constructor(
    private readonly build: Build,
    height: string,
  ) {
    this.place.style.height = height;
    new ResizeObserver(() => this.fit()).observe(this.place);
  }

  set(data: uPlot.AlignedData): void {
    this.data = data;
    if (this.chart) this.chart.setData(data);
    else this.fit();
  }

  /** Colours, series or bands changed. */
  redraw(): void {
    this.chart?.destroy();
    this.chart = null;
    this.fit();
  }

  private fit(): void {
    const width = this.place.clientWidth,
      height = this.place.clientHeight;
    if (width < 40 || height < 20) return;
    if (!this.chart) {
      this.chart = new uPlot({ tzDate: onStore, ...this.build(width, height) }, this.data, this.place);
      this.place.dataset.drawn = "yes";
    } else if (this.chart.width !== width || this.chart.height !== height) this.chart.setSize({ width, height });
  }
}

const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);

export function font(): string {
  return `${Math.round(rem() * 0.74)}px ${css("--font") || "sans-serif"}`;
}

export function timeAxis(): uPlot.Axis {
  return {
    stroke: css("--soft"),
    font: font(),
    size: rem() * 1.9,
    gap: 4,
    space: rem() * 5,
    grid: { show: false },
    ticks: { stroke: css("--line"), width: 1, size: 4 },
    values: (_chart, splits, _at, _space, step) =>
      splits.map((at) => {
        const time = new Date(at * 1000);
        const midnight = onClock(time).getTime() % 86400e3 === 0;
        if (step >= 86400 || (midnight && step >= 3600))
          return time.toLocaleDateString("en-GB", zoned({ day: "numeric", month: "short" }));
        return clock(time, step < 60);
      }),
  };
}

export function valueAxis(splits: number[], words: (value: number) => string): uPlot.Axis {
  return {
    stroke: css("--soft"),
    font: font(),
    size: rem() * 3.1,
    gap: 4,
    splits: () => splits,
    values: (_chart, values) => values.map(words),
    grid: { stroke: css("--grid"), width: 1 },
    ticks: { show: false },
  };
}
