// Ratings against valence, one mark a content, with the 95 % intervals of both.
import { svg } from "../dom";
import { interval } from "../format";
import type { Estimate } from "../types";

export interface Mark {
  content: string;
  title: string;
  valence: Estimate;
  rating: Estimate;
}

const LEFT = 62,
  RIGHT = 20,
  TOP = 16,
  BOTTOM = 52;
const SHAPES = ["circle", "square", "triangle", "diamond"] as const;

/** A scale that shows all intervals with air around them, inside the possible values. Pure. */
export function reach(estimates: Estimate[], least: number, most: number): [number, number] {
  const low = Math.min(...estimates.map((e) => e.low)),
    high = Math.max(...estimates.map((e) => e.high));
  const air = Math.max((high - low) * 0.15, (most - least) * 0.03);
  return [Math.max(least, low - air), Math.min(most, high + air)];
}

/** About five round steps between low and high. Pure. */
export function ticks(low: number, high: number): number[] {
  const raw = (high - low) / 5,
    power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power;
  const found: number[] = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-6; ++at)
    found.push(Number((at * step).toPrecision(12)));
  return found;
}

function shapeOf(index: number, x: number, y: number): SVGElement {
  const r = 8,
    shape = SHAPES[index % SHAPES.length];
  const attributes = { class: `mark mark${index % 8}` };
  if (shape === "circle") return svg("circle", { ...attributes, cx: x, cy: y, r });
  const points =
    shape === "square"
      ? [
          [-r, -r],
          [r, -r],
          [r, r],
          [-r, r],
        ]
      : shape === "triangle"
        ? [
            [0, -r * 1.2],
            [r * 1.1, r * 0.9],
            [-r * 1.1, r * 0.9],
          ]
        : [
            [0, -r * 1.3],
            [r * 1.3, 0],
            [0, r * 1.3],
            [-r * 1.3, 0],
          ];
  return svg("polygon", {
    ...attributes,
    points: points.map(([dx, dy]) => `${x + (dx ?? 0)},${y + (dy ?? 0)}`).join(" "),
  });
}

/** `width`: of the place it will be shown in, so that its text keeps its size. */
export function scatter(marks: Mark[], width: number): SVGSVGElement {
  const height = Math.round(Math.max(280, width * 0.62));
  const [x0, x1] = reach(
    marks.map((mark) => mark.valence),
    -1,
    1,
  );
  const [y0, y1] = reach(
    marks.map((mark) => mark.rating),
    1,
    5,
  );
  const x = (value: number) => LEFT + ((value - x0) / (x1 - x0)) * (width - LEFT - RIGHT);
  const y = (value: number) => height - BOTTOM - ((value - y0) / (y1 - y0)) * (height - TOP - BOTTOM);
  const words = marks
    .map((mark) => `${mark.title}: valence ${interval(mark.valence)}, rating ${interval(mark.rating)}`)
    .join("; ");
  const chart = svg("svg", {
    class: "scatter",
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `Ratings against valence. ${words}`,
  });
  const text = (at: number) => String(at).replace("-", "−");
  for (const at of ticks(x0, x1))
    chart.append(
      svg("line", { class: "grid", x1: x(at), x2: x(at), y1: TOP, y2: height - BOTTOM }),
      svg("text", { x: x(at), y: height - BOTTOM + 20, "text-anchor": "middle" }, text(at)),
    );
  for (const at of ticks(y0, y1))
    chart.append(
      svg("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(at), y2: y(at) }),
      svg("text", { x: LEFT - 10, y: y(at) + 5, "text-anchor": "end" }, text(at)),
    );
  chart.append(
    svg(
      "text",
      { class: "name", x: (LEFT + width - RIGHT) / 2, y: height - 8, "text-anchor": "middle" },
      "Mean valence of the expression estimates →",
    ),
    svg(
      "text",
      {
        class: "name",
        x: 0,
        y: 0,
        "text-anchor": "middle",
        transform: `translate(16 ${(TOP + height - BOTTOM) / 2}) rotate(-90)`,
      },
      "Mean rating →",
    ),
  );
  marks.forEach((mark, index) => drawMark(chart, mark, index, x, y, width));
  return chart;
}

function drawMark(
  chart: SVGSVGElement,
  mark: Mark,
  index: number,
  x: (v: number) => number,
  y: (v: number) => number,
  width: number,
): void {
  const { valence, rating } = mark,
    cx = x(valence.value),
    cy = y(rating.value);
  const left = cx > (width * 2) / 3;
  chart.append(
    svg(
      "g",
      {},
      svg("title", {}, `${mark.title}: valence ${interval(valence)}, rating ${interval(rating)}`),
      svg("line", { class: `reach mark${index % 8}`, x1: x(valence.low), x2: x(valence.high), y1: cy, y2: cy }),
      svg("line", { class: `reach mark${index % 8}`, x1: cx, x2: cx, y1: y(rating.low), y2: y(rating.high) }),
      shapeOf(index, cx, cy),
      svg(
        "text",
        { class: "label", x: cx + (left ? -14 : 14), y: cy - 12, "text-anchor": left ? "end" : "start" },
        mark.title.length > 28 ? `${mark.title.slice(0, 27)}…` : mark.title,
      ),
    ),
  );
}
