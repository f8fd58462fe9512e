// Small drawings as SVG: an estimate with its interval on a scale, a share bar, a sparkline. All have words beside them.
import { h, svg } from "../dom";
import { colourName, labelWords } from "../emotions";
import { percent } from "../format";
import { EMOTIONS, type Estimate, type Shares } from "../types";

/** Position on a scale, 0..100; outside values stay at the edge. Pure. */
export function place(value: number, low: number, high: number): number {
  return Math.round(Math.min(1, Math.max(0, (value - low) / (high - low))) * 10000) / 100;
}

/** Dot and 95 % whisker; `middle` is where the scale's reference line stands. */
export function whisker(estimate: Estimate, low: number, high: number, middle: number, words: string): SVGSVGElement {
  const x = (value: number) => `${place(value, low, high)}%`;
  return svg(
    "svg",
    { class: "whisker", role: "img", "aria-label": words },
    svg("line", { class: "rail", x1: "0%", x2: "100%", y1: "50%", y2: "50%" }),
    svg("line", { class: "zero", x1: x(middle), x2: x(middle), y1: "10%", y2: "90%" }),
    svg("line", { class: "reach", x1: x(estimate.low), x2: x(estimate.high), y1: "50%", y2: "50%" }),
    svg("line", { class: "stop", x1: x(estimate.low), x2: x(estimate.low), y1: "28%", y2: "72%" }),
    svg("line", { class: "stop", x1: x(estimate.high), x2: x(estimate.high), y1: "28%", y2: "72%" }),
    svg("circle", { class: "dot", cx: x(estimate.value), cy: "50%", r: "5" }),
  );
}

/** One stacked bar of shares; widths are set from script, so no style attribute is written. */
export function shareBar(shares: Shares): HTMLElement {
  const words = EMOTIONS.filter((emotion) => (shares[emotion] ?? 0) >= 0.005)
    .sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0))
    .map((emotion) => `${labelWords(emotion)} ${percent(shares[emotion])}`)
    .join(", ");
  const bar = h("div", { class: "sharebar", role: "img", "aria-label": `Expression estimates: ${words || "none"}` });
  for (const emotion of EMOTIONS) {
    const share = shares[emotion] ?? 0;
    if (share < 0.005) continue;
    const part = h("span", { title: `${labelWords(emotion)} ${percent(share)}` });
    part.style.width = `${share * 100}%`;
    part.style.background = `var(${colourName(emotion)})`;
    bar.append(part);
  }
  return bar;
}

/** A bar of one figure on a scale from 0, with an optional reach (value ± spread) over it. */
export function meter(value: number, high: number, spread = 0): SVGSVGElement {
  const x = (at: number) => `${place(at, 0, high)}%`;
  return svg(
    "svg",
    { class: "meter", "aria-hidden": "true" },
    svg("rect", { class: "back", x: "0", y: "30%", width: "100%", height: "40%", rx: "3" }),
    svg("rect", { class: "front", x: "0", y: "30%", width: x(value), height: "40%", rx: "3" }),
    spread > 0 &&
      svg("line", { class: "reach", x1: x(Math.max(0, value - spread)), x2: x(value + spread), y1: "50%", y2: "50%" }),
  );
}

/** Points of a line through `values` in a box of 100 × 30. Pure. */
export function linePoints(values: number[], top: number): string {
  const step = values.length > 1 ? 100 / (values.length - 1) : 0;
  return values
    .map((value, at) => `${(at * step).toFixed(1)},${(29 - (28 * Math.min(value, top)) / (top || 1)).toFixed(1)}`)
    .join(" ");
}

export class Sparkline {
  readonly node: SVGSVGElement;
  private readonly line = svg("polyline", {});
  private readonly area = svg("polygon", {});
  constructor() {
    this.node = svg(
      "svg",
      { class: "spark", viewBox: "0 0 100 30", preserveAspectRatio: "none", "aria-hidden": "true" },
      this.area,
      this.line,
    );
  }
  set(values: number[], least: number): void {
    const points = linePoints(values, Math.max(least, ...values) * 1.1);
    this.line.setAttribute("points", points);
    this.area.setAttribute("points", `0,30 ${points} 100,30`);
  }
}
