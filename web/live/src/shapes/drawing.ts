// Zones, masks and staff areas of a camera as they are drawn: what is there, and what each step makes of it. Pure.
import type { Points, Polygons } from "../types";

export const KINDS = ["zones", "masks", "staff"] as const;
export type Kind = (typeof KINDS)[number];
export const WORDS: Record<Kind, { one: string; name: string; what: string }> = {
  zones: { one: "zone", name: "zone", what: "Where people stand in front of a content" },
  masks: { one: "mask", name: "mask", what: "Painted over before anything is analysed" },
  staff: { one: "staff area", name: "staff", what: "Painted over in the same way; analysing staff is forbidden in the EU" },
};

export interface Shape {
  kind: Kind;
  name: string;
  points: Points;
}
export type Shapes = Partial<Record<Kind, Polygons>>;
type Point = [number, number];

const CLOSE = 0.025; // a press so near to the first corner closes the shape
export const LEAST = 3;

const inside = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;
const place = (x: number, y: number): Point => [inside(x), inside(y)];

export class Drawing {
  shapes: Shape[];
  /** The corners of the shape that is being drawn; null: none is. */
  begun: { kind: Kind; points: Points } | null = null;
  cursor: Point = [0.5, 0.5];

  constructor(shapes: Shapes) {
    this.shapes = KINDS.flatMap((kind) =>
      Object.entries(shapes[kind] ?? {}).map(([name, points]) => ({
        kind,
        name,
        points: points.map(([x, y]) => place(x, y)),
      })),
    );
  }

  begin(kind: Kind): void {
    this.begun = { kind, points: [] };
  }

  cancel(): void {
    this.begun = null;
  }

  moveCursor(x: number, y: number): void {
    this.cursor = place(x, y);
  }

  /** A corner where the cursor is; near the first one the shape is done. True: it is. */
  corner(): boolean {
    if (!this.begun) return false;
    const { points } = this.begun,
      [x, y] = this.cursor,
      first = points[0];
    if (first && points.length >= LEAST && Math.hypot(first[0] - x, first[1] - y) < CLOSE) return this.finish();
    const last = points.at(-1);
    if (!last || last[0] !== x || last[1] !== y) points.push([x, y]);
    return false;
  }

  uncorner(): void {
    this.begun?.points.pop();
  }

  /** False: three corners are the least. */
  finish(): boolean {
    if (!this.begun || this.begun.points.length < LEAST) return false;
    const { kind, points } = this.begun;
    this.shapes.push({ kind, name: this.freeName(kind), points });
    this.begun = null;
    return true;
  }

  private freeName(kind: Kind): string {
    for (let at = 1; ; ++at) {
      const name = `${WORDS[kind].name}-${at}`;
      if (!this.shapes.some((shape) => shape.kind === kind && shape.name === name)) return name;
    }
  }

  move(shape: number, corner: number, x: number, y: number): void {
    const points = this.shapes[shape]?.points;
    if (points?.[corner]) points[corner] = place(x, y);
  }

  /** Takes a corner away, or the whole shape where too few would be left. True: the whole shape. */
  drop(shape: number, corner: number): boolean {
    const points = this.shapes[shape]?.points;
    if (!points) return false;
    if (points.length > LEAST) {
      points.splice(corner, 1);
      return false;
    }
    this.remove(shape);
    return true;
  }

  remove(shape: number): void {
    this.shapes.splice(shape, 1);
  }

  rename(shape: number, name: string): void {
    const one = this.shapes[shape];
    if (one) one.name = name.trim();
  }

  /** As the camera's section has them. Throws words for the reader where a name is missing or twice there. */
  section(): Shapes {
    const made: Shapes = {};
    for (const { kind, name, points } of this.shapes) {
      if (!name) throw new Error(`A ${WORDS[kind].one} has no name: give it one.`);
      const own = (made[kind] ??= {});
      if (Object.hasOwn(own, name)) throw new Error(`Two ${kind} are called ${name}: rename one.`);
      own[name] = points;
    }
    return made;
  }
}

const isPoint = (value: unknown): value is Point =>
  Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === "number");

/** Text of a field of shapes; throws words for the reader. Pure. */
export function readShapes(text: string): Shapes {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('This is not JSON. Example: {"zones": {"shelf": [[0.1, 0.2], [0.6, 0.2], [0.6, 0.9]]}}');
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error("zones, masks or staff with names and corners are expected.");
  for (const [kind, shapes] of Object.entries(value)) {
    if (!KINDS.includes(kind as Kind)) throw new Error(`"${kind}" is not one of zones, masks, staff.`);
    for (const [name, points] of Object.entries((shapes ?? {}) as object))
      if (!Array.isArray(points) || points.length < LEAST || !points.every(isPoint))
        throw new Error(`${name}: at least three corners [x, y] from 0 to 1 are expected.`);
  }
  return value as Shapes;
}
