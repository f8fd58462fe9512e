// The schematic picture: shapes to see, corners to take hold of, a cross to draw with.
import { svg } from "../dom";
import { number } from "../format";
import type { Points } from "../types";
import { WORDS, type Drawing, type Shape } from "./drawing";

export const WIDTH = 1600;
const STEP = 0.02,
  FINE = 0.005;

export interface Told {
  changed: () => void; // shapes came or went
  moved: () => void; // a corner is elsewhere
  say: (words: string) => void;
}

const hundredth = (value: number) => `${number(value * 100, 1)} %`;
export const placeWords = ([x, y]: [number, number]) => `${hundredth(x)} from the left, ${hundredth(y)} from the top`;

const cornerWords = ({ kind, name }: Shape, corner: number, point: [number, number]) =>
  `${WORDS[kind].one} ${name}, corner ${corner + 1}: ${placeWords(point)}`;

/** The way of an arrow key, or null. Pure. */
export function wayOf(key: string, fine: boolean): [number, number] | null {
  const step = fine ? FINE : STEP;
  const ways: Record<string, [number, number]> = {
    ArrowLeft: [-step, 0],
    ArrowRight: [step, 0],
    ArrowUp: [0, -step],
    ArrowDown: [0, step],
  };
  return ways[key] ?? null;
}

export class Canvas {
  readonly node: SVGSVGElement;
  private readonly layer = svg("g", {});
  private readonly pen = svg("g", { class: "pen" });
  private readonly height: number;

  constructor(
    private readonly drawing: Drawing,
    aspect: number,
    picture: string | null,
    private readonly told: Told,
  ) {
    this.height = Math.round(WIDTH * aspect);
    this.node = svg(
      "svg",
      {
        class: "shapes",
        viewBox: `0 0 ${WIDTH} ${this.height}`,
        tabindex: "0",
        role: "application",
        "aria-label": "Picture of the camera, to draw on",
        "aria-describedby": "shapes-keys",
      },
      ...this.grid(picture),
      this.layer,
      this.pen,
    );
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.node.addEventListener("pointermove", (event) => this.point(event));
    this.node.addEventListener("pointerdown", (event) => this.press(event));
    this.draw();
  }

  private grid(picture: string | null): SVGElement[] {
    const lines: SVGElement[] = [svg("rect", { class: "ground", width: WIDTH, height: this.height })];
    if (picture)
      lines.push(svg("image", { href: picture, width: WIDTH, height: this.height, preserveAspectRatio: "none" }));
    for (let at = 1; at < 16; ++at)
      lines.push(svg("line", { class: "net", x1: at * 100, x2: at * 100, y1: 0, y2: this.height }));
    for (let at = 1; at < 9; ++at) {
      const y = (at / 9) * this.height;
      lines.push(svg("line", { class: "net", x1: 0, x2: WIDTH, y1: y, y2: y }));
    }
    return lines;
  }

  private points(points: Points): string {
    return points.map(([x, y]) => `${x * WIDTH},${y * this.height}`).join(" ");
  }

  /** All of it anew; the corner that had the focus keeps it. */
  draw(): void {
    const focused = document.activeElement?.getAttribute("data-corner");
    this.layer.replaceChildren(...this.drawing.shapes.map((shape, at) => this.shape(at, shape.points)));
    if (focused) this.layer.querySelector<SVGElement>(`[data-corner="${focused}"]`)?.focus();
    this.drawPen();
  }

  private shape(at: number, points: Points): SVGElement {
    const { kind, name } = this.drawing.shapes[at] ?? { kind: "zones" as const, name: "" };
    const outline = svg("polygon", { class: kind, points: this.points(points) });
    const corners = points.map((point, corner) => this.handle(at, corner, point, outline));
    const [x, y] = points[0] ?? [0, 0];
    const label = svg("text", { x: x * WIDTH + 22, y: y * this.height + 44 }, name);
    return svg("g", {}, outline, label, ...(this.drawing.begun ? [] : corners));
  }

  /** A shape has another name; nothing else is touched, a corner may be held at this moment. */
  renamed(at: number): void {
    const shape = this.drawing.shapes[at],
      place = this.layer.children[at];
    if (!shape || !place) return;
    place.querySelector("text")?.replaceChildren(shape.name);
    place.querySelectorAll(".corner").forEach((handle, corner) => {
      const point = shape.points[corner];
      if (point) handle.setAttribute("aria-label", cornerWords(shape, corner, point));
    });
  }

  private handle(at: number, corner: number, [x, y]: [number, number], outline: SVGElement): SVGElement {
    const own = this.drawing.shapes[at] ?? { name: "", kind: "zones" as const, points: [] };
    const words = (point: [number, number]) => cornerWords(own, corner, point);
    const handle = svg("circle", {
      ...{ class: "corner", cx: x * WIDTH, cy: y * this.height, r: 17, tabindex: "0", role: "button" },
      ...{ "data-corner": `${at}-${corner}`, "aria-label": words([x, y]) },
    });
    const move = (toX: number, toY: number) => {
      this.drawing.move(at, corner, toX, toY);
      const shape = this.drawing.shapes[at];
      const point = shape?.points[corner];
      if (!shape || !point) return;
      handle.setAttribute("cx", String(point[0] * WIDTH));
      handle.setAttribute("cy", String(point[1] * this.height));
      handle.setAttribute("aria-label", words(point));
      outline.setAttribute("points", this.points(shape.points));
      this.told.moved();
    };
    handle.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      handle.setPointerCapture(event.pointerId);
      handle.focus();
    });
    handle.addEventListener("pointermove", (event) => {
      if (handle.hasPointerCapture(event.pointerId)) move(...this.at(event));
    });
    handle.addEventListener("keydown", (event) => {
      const point = this.drawing.shapes[at]?.points[corner],
        way = wayOf(event.key, event.shiftKey);
      if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        const all = this.drawing.drop(at, corner);
        this.told.say(all ? `${own.name} removed.` : "Corner removed.");
        this.draw();
        this.told.changed();
        if (all) this.node.focus();
      } else if (point && way) {
        event.preventDefault();
        move(point[0] + way[0], point[1] + way[1]);
      }
      event.stopPropagation();
    });
    return handle;
  }

  private at(event: PointerEvent): [number, number] {
    const box = this.node.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  private point(event: PointerEvent): void {
    if (!this.drawing.begun) return;
    this.drawing.moveCursor(...this.at(event));
    this.drawPen();
  }

  private press(event: PointerEvent): void {
    if (!this.drawing.begun) return;
    event.preventDefault();
    this.node.focus();
    this.drawing.moveCursor(...this.at(event));
    this.corner();
  }

  private corner(): void {
    if (this.drawing.corner()) return this.done();
    this.told.say(`Corner ${this.drawing.begun?.points.length ?? 0}: ${placeWords(this.drawing.cursor)}.`);
    this.drawPen();
  }

  private done(): void {
    this.told.say(`${this.drawing.shapes.at(-1)?.name ?? ""} drawn.`);
    this.draw();
    this.told.changed();
  }

  private key(event: KeyboardEvent): void {
    const { begun, cursor } = this.drawing;
    if (!begun) return;
    const way = wayOf(event.key, event.shiftKey);
    if (way) this.drawing.moveCursor(cursor[0] + way[0], cursor[1] + way[1]);
    else if (event.key === " ") this.corner();
    else if (event.key === "Backspace") this.drawing.uncorner();
    else if (event.key === "Enter") this.finish();
    else if (event.key === "Escape") this.cancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (way) this.told.say(placeWords(this.drawing.cursor));
    this.drawPen();
  }

  finish(): void {
    if (this.drawing.finish()) this.done();
    else this.told.say("A shape needs at least three corners.");
  }

  cancel(): void {
    this.drawing.cancel();
    this.told.say("Not drawn.");
    this.draw();
    this.told.changed();
  }

  private drawPen(): void {
    const { begun, cursor } = this.drawing;
    this.node.classList.toggle("drawing", begun !== null);
    if (!begun) return this.pen.replaceChildren();
    const x = cursor[0] * WIDTH,
      y = cursor[1] * this.height;
    this.pen.replaceChildren(
      svg("polyline", { class: begun.kind, points: this.points([...begun.points, cursor]) }),
      ...begun.points.map(([px, py]) => svg("circle", { cx: px * WIDTH, cy: py * this.height, r: 9 })),
      svg("path", { class: "cross", d: `M${x - 30} ${y}H${x + 30}M${x} ${y - 30}V${y + 30}` }),
    );
  }
}
