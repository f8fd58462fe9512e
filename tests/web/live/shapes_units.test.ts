// Zones and masks as they are drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { wayOf } from "../../../web/live/src/shapes/canvas";
import { Drawing, readShapes } from "../../../web/live/src/shapes/drawing";

const at = (drawing: Drawing, x: number, y: number) => {
  drawing.moveCursor(x, y);
  return drawing.corner();
};

test("a shape is done on its first corner again, and gets a name of its own", () => {
  const drawing = new Drawing({ zones: { "zone-1": [[0, 0], [1, 0], [1, 1]] } }); // prettier-ignore
  drawing.begin("zones");
  assert.equal(at(drawing, 0.1, 0.1), false);
  assert.equal(at(drawing, 0.1, 0.1), false); // twice the same is one
  assert.equal(drawing.finish(), false);
  at(drawing, 0.5, 0.1);
  at(drawing, 2, 0.55555);
  assert.equal(at(drawing, 0.11, 0.11), true);
  assert.equal(drawing.begun, null);
  assert.deepEqual(drawing.shapes.at(-1), { kind: "zones", name: "zone-2", points: [[0.1, 0.1], [0.5, 0.1], [1, 0.556]] }); // prettier-ignore
});

test("corners move within the picture; the third-last takes the shape with it", () => {
  const drawing = new Drawing({ masks: { door: [[0, 0], [1, 0], [1, 1], [0, 1]] } }); // prettier-ignore
  drawing.move(0, 1, 1.5, -3);
  assert.deepEqual(drawing.shapes[0]?.points[1], [1, 0]);
  assert.equal(drawing.drop(0, 0), false);
  assert.equal(drawing.shapes[0]?.points.length, 3);
  assert.equal(drawing.drop(0, 0), true);
  assert.deepEqual(drawing.section(), {});
  assert.deepEqual(wayOf("ArrowUp", true), [0, -0.005]);
  assert.equal(wayOf("a", false), null);
});

test("two shapes of one name are refused before they are sent", () => {
  const triangle: [number, number][] = [[0, 0], [1, 0], [1, 1]]; // prettier-ignore
  const drawing = new Drawing({ zones: { a: triangle, b: triangle }, staff: { a: triangle } });
  drawing.rename(1, " a ");
  assert.throws(() => drawing.section(), /Two zones are called a/);
  drawing.rename(1, "");
  assert.throws(() => drawing.section(), /has no name/);
});

test("shapes that are no JSON are refused with an example", () => {
  assert.throws(() => readShapes("{shelf"), /Example/);
  assert.throws(() => readShapes("[1]"), /names and corners/);
  assert.throws(() => readShapes('{"zone": {}}'), /not one of zones, masks, staff/);
  assert.throws(() => readShapes('{"zones": {"a": [[0, 0], [1, 1]]}}'), /three corners/);
  assert.deepEqual(readShapes("  "), {});
});
