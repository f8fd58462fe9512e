// One valence line, second by second.
import type uPlot from "uplot";
import { css, Plot, timeAxis, valueAxis } from "./plot";
import { suppressedStretches, withGaps, type Moment } from "./shares";
import { hatch } from "./hatch";

export class ValenceLine {
  readonly plot: Plot;
  private from = 0;
  private to = 1;
  private withheld: [number, number][] = [];

  constructor() {
    this.plot = new Plot(
      (width, height) => ({
        width,
        height,
        legend: { show: false },
        padding: [6, 8, 0, 0],
        cursor: { show: false },
        hooks: { drawClear: [(chart: uPlot) => hatch(chart, this.withheld)] },
        scales: { x: { range: (): [number, number] => [this.from, this.to] }, y: { range: [-1, 1] } },
        axes: [timeAxis(), valueAxis([-1, 0, 1], (value) => (value > 0 ? "+1" : value < 0 ? "−1" : "0"))],
        series: [{}, { stroke: css("--accent"), width: 2, points: { show: false } }],
      }),
      "4.2rem",
    );
  }

  set(moments: Moment[], from: number, to: number): void {
    Object.assign(this, { from, to, withheld: suppressedStretches(moments, 1) });
    const points = withGaps(moments, 3);
    this.plot.set([points.map((moment) => moment.at), points.map((moment) => moment.valence)]);
  }
}
