// Charts as SVG documents that stand alone. Pure but for the colours of the page.
import { colourOf } from "../emotions";
import { signed } from "../format";
import { css } from "./plot";

type Attributes = Record<string, string | number>;

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
export const round = (value: number) => Math.round(value * 100) / 100;

/** An element as text. */
export function tag(name: string, attributes: Attributes, ...children: string[]): string {
  const words = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escaped(value)}"`,
  );
  return `<${name}${words.join("")}>${children.join("")}</${name}>`;
}

export interface Ink {
  page: string;
  text: string;
  soft: string;
  line: string;
  accent: string;
  label: (emotion: string) => string;
}
export const inkOfPage = (): Ink => ({
  page: css("--card"),
  text: css("--ink"),
  soft: css("--soft"),
  line: css("--line"),
  accent: css("--accent"),
  label: colourOf,
});

export const text = (ink: string, size: number, x: number, y: number, words: string, more: Attributes = {}): string =>
  tag("text", { x, y, fill: ink, "font-size": size, ...more }, escaped(words));

/** Words in lines of at most `most` letters. Pure. */
export function wrapped(words: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The sheet: title, what it is about, and the parts under them. */
export function sheet(
  ink: Ink,
  width: number,
  height: number,
  title: string,
  words: string,
  ...parts: string[]
): string {
  const attributes = { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` };
  const font = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif";
  return tag(
    "svg",
    { ...attributes, "font-family": font },
    tag("title", {}, escaped(title)),
    tag("rect", { width, height, fill: ink.page }),
    text(ink.text, 18, 20, 26, title, { "font-weight": 600 }),
    ...wrapped(words, width / 7).map((line, at) => text(ink.soft, 12.5, 20, 44 + at * 15, line)),
    ...parts,
  );
}

const KEPT = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "font-size",
  "font-weight",
  "paint-order",
];

export const WIDTH = 960;

/** An SVG of the page as a document that stands alone: what style sheets say of it is written into it. */
export function drawn(ink: Ink, chart: SVGSVGElement, title: string, words: string): string {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const from = [...chart.querySelectorAll("*")],
    into = [...copy.querySelectorAll("*")];
  from.forEach((node, at) => {
    const style = getComputedStyle(node);
    for (const name of KEPT) into[at]?.setAttribute(name, style.getPropertyValue(name));
    into[at]?.removeAttribute("class");
  });
  const { width, height } = chart.viewBox.baseVal;
  for (const name of ["class", "role", "aria-label"]) copy.removeAttribute(name);
  copy.setAttribute("y", "66");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  return sheet(ink, width, height + 66, title, words, new XMLSerializer().serializeToString(copy));
}

export interface Whisker {
  title: string;
  value: number;
  low: number;
  high: number;
}

/** Means with their intervals, a row each. Pure. */
export function whiskerPicture(
  ink: Ink,
  title: string,
  words: string,
  scale: [number, number, number],
  rows: Whisker[],
) {
  const [low, high, middle] = scale,
    left = 260,
    height = 96 + rows.length * 34;
  const x = (value: number) => left + ((value - low) / (high - low)) * (WIDTH - left - 90);
  const axis = [low, middle, high].map(
    (at) =>
      tag("line", { x1: x(at), x2: x(at), y1: 70, y2: height - 30, stroke: ink.line }) +
      text(ink.soft, 12, x(at), height - 12, low < 0 ? signed(at, 0) : String(at), { "text-anchor": "middle" }),
  );
  const lines = rows.map((row, at) => {
    const y = 86 + at * 34;
    const name = row.title.length > 32 ? `${row.title.slice(0, 31)}…` : row.title;
    return (
      text(ink.text, 14, 20, y + 5, name) +
      tag("line", { x1: x(row.low), x2: x(row.high), y1: y, y2: y, stroke: ink.accent, "stroke-width": 2 }) +
      tag("circle", { cx: x(row.value), cy: y, r: 5, fill: ink.accent }) +
      text(ink.text, 14, WIDTH - 20, y + 5, low < 0 ? signed(row.value) : row.value.toFixed(2), {
        "text-anchor": "end",
      })
    );
  });
  return sheet(ink, WIDTH, height, title, words, ...axis, ...lines);
}
