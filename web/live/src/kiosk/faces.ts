// Five faces and a star, drawn here so that they look alike on every device.
import { svg } from "../dom";

const MOUTHS = ["M20 47q12-13 24 0", "M21 45q11-7 22 0", "M21 43h22", "M20 41q12 9 24 0", "M18 39q14 17 28 0"];

/** `rating` 1 .. 5. */
export function face(rating: number): SVGSVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 64 64", "aria-hidden": "true", class: `face face${rating}` },
    svg("circle", { cx: 32, cy: 32, r: 29 }),
    svg("path", { class: "eyes", d: "M23 24v4M41 24v4" }),
    svg("path", { class: "mouth", d: MOUTHS[rating - 1] ?? "" }),
  );
}

export function star(): SVGSVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 64 64", "aria-hidden": "true", class: "star" },
    svg("path", {
      d: "M32 5l8.300 17.600 19.200 2.500-14.100 13.300 3.600 19.100L32 48.200 15 57.500l3.600-19.100L4.500 25.100l19.200-2.500z",
    }),
  );
}
