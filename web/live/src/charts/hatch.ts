// Time without figures because too few people were there.
import type uPlot from "uplot";
import { css } from "./plot";

/** Hatches the stretches where too few people were there. */
export function hatch(chart: uPlot, stretches: [number, number][]): void {
  const { ctx } = chart,
    { left, top, width, height } = chart.bbox;
  for (const [from, to] of stretches) {
    const begin = Math.max(left, chart.valToPos(from, "x", true));
    const end = Math.min(left + width, chart.valToPos(to, "x", true));
    if (end <= begin) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(begin, top, end - begin, height);
    ctx.clip();
    ctx.fillStyle = css("--hair");
    ctx.fillRect(begin, top, end - begin, height);
    ctx.strokeStyle = css("--line");
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    for (let x = begin - height; x < end; x += 8 * devicePixelRatio) {
      ctx.moveTo(x, top + height);
      ctx.lineTo(x + height, top);
    }
    ctx.stroke();
    ctx.restore();
  }
}
