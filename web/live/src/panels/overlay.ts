// Draws boxes and the schematic view of a camera on a canvas over its picture.
import { css } from "../charts/plot";
import { colourOf, labelWords, lookOf } from "../emotions";
import { percent } from "../format";
import type { Camera, Polygons } from "../types";
import type { Drawn } from "./boxes";

export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where a picture of `width` × `height` lies when it is fitted whole into a place. Pure. */
export function fitted(width: number, height: number, placeWidth: number, placeHeight: number): Area {
  if (width <= 0 || height <= 0) return { left: 0, top: 0, width: placeWidth, height: placeHeight };
  const scale = Math.min(placeWidth / width, placeHeight / height);
  return {
    left: (placeWidth - width * scale) / 2,
    top: (placeHeight - height * scale) / 2,
    width: width * scale,
    height: height * scale,
  };
}

function outline(ctx: CanvasRenderingContext2D, area: Area, shapes: Polygons | undefined, fill: boolean): void {
  for (const points of Object.values(shapes ?? {})) {
    ctx.beginPath();
    for (const [x, y] of points) ctx.lineTo(area.left + x * area.width, area.top + y * area.height);
    ctx.closePath();
    if (fill) ctx.fill();
    ctx.stroke();
  }
}

/** A grid instead of a picture, with the camera's zones and what is painted over. */
export function drawSchematic(ctx: CanvasRenderingContext2D, area: Area, camera: Camera): void {
  ctx.fillStyle = "#141b23";
  ctx.fillRect(area.left, area.top, area.width, area.height);
  ctx.strokeStyle = "#25303c";
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let at = 1; at < 16; ++at) {
    ctx.moveTo(area.left + (at / 16) * area.width, area.top);
    ctx.lineTo(area.left + (at / 16) * area.width, area.top + area.height);
    if (at >= 9) continue;
    ctx.moveTo(area.left, area.top + (at / 9) * area.height);
    ctx.lineTo(area.left + area.width, area.top + (at / 9) * area.height);
  }
  ctx.stroke();
  ctx.fillStyle = "#090d11";
  ctx.strokeStyle = "#3a4653";
  outline(ctx, area, camera.masks, true);
  outline(ctx, area, camera.staff, true);
}

export function drawZones(ctx: CanvasRenderingContext2D, area: Area, camera: Camera): void {
  ctx.save();
  ctx.strokeStyle = "rgba(255,255,255,.45)";
  ctx.setLineDash([2, 5]);
  ctx.lineWidth = 1.2;
  outline(ctx, area, camera.zones, false);
  ctx.restore();
}

/** Where a label goes: above its box, else below, else inside; the first place that no other label has. Pure. */
export function labelPlace(box: Area, width: number, height: number, area: Area, taken: Area[]): Area {
  const left = Math.max(area.left + 2, Math.min(box.left, area.left + area.width - width - 2));
  const places = [box.top - height - 3, box.top + box.height + 3, box.top + 3].map((top) => ({
    left,
    top,
    width,
    height,
  }));
  const inside = places.filter(({ top }) => top >= area.top && top + height <= area.top + area.height);
  const free = inside.find(
    (one) =>
      !taken.some(
        (other) =>
          one.left < other.left + other.width &&
          other.left < one.left + width &&
          one.top < other.top + other.height &&
          other.top < one.top + height,
      ),
  );
  return free ?? inside[0] ?? { left, top: Math.max(area.top, box.top), width, height };
}

function label(
  ctx: CanvasRenderingContext2D,
  text: string,
  colour: string,
  box: Area,
  area: Area,
  size: number,
  taken: Area[],
): void {
  ctx.font = `600 ${size}px ${css("--font") || "sans-serif"}`;
  const spot = labelPlace(box, ctx.measureText(text).width + size * 1.1, size * 1.65, area, taken);
  const { left, top, width, height } = spot;
  taken.push(spot);
  ctx.fillStyle = "rgba(10,14,18,.86)";
  ctx.beginPath();
  ctx.roundRect(left, top, width, height, size * 0.35);
  ctx.fill();
  ctx.fillStyle = colour;
  ctx.fillRect(left, top + height * 0.2, 3, height * 0.6);
  ctx.fillStyle = "#f3f6f8";
  ctx.textBaseline = "middle";
  ctx.fillText(text, left + size * 0.6, top + height / 2 + 0.5);
}

export function faceWords(emotion: string, confidence: number): string {
  return emotion === "unknown" ? "no estimate" : `${labelWords(emotion)} ${percent(confidence)}`;
}

export function drawBoxes(ctx: CanvasRenderingContext2D, area: Area, drawn: Drawn[]): void {
  const size = Math.max(10, Math.min(17, area.width / 34)),
    taken: Area[] = [];
  for (const { face, box, opacity } of drawn) {
    const x = area.left + box[0] * area.width,
      y = area.top + box[1] * area.height;
    const width = box[2] * area.width,
      height = box[3] * area.height;
    const colour = colourOf(face.emotion),
      look = lookOf(face.emotion);
    ctx.save();
    ctx.globalAlpha = opacity;
    ctx.strokeStyle = "rgba(8,12,16,.75)";
    ctx.lineWidth = 4.5;
    ctx.strokeRect(x, y, width, height);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2.5;
    ctx.setLineDash(look.dash);
    ctx.strokeRect(x, y, width, height);
    ctx.setLineDash([]);
    label(
      ctx,
      `${look.sign} ${faceWords(face.emotion, face.confidence)}`,
      colour,
      { left: x, top: y, width, height },
      area,
      size,
      taken,
    );
    ctx.restore();
  }
}
