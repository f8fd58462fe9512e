// A picture for the tiles of the made-up cameras.
import { wave } from "./mock-data.mjs";

/** A picture like a blurred one: soft shapes that move. */
export function picture(name) {
  const x = (at) => 300 + at * 380 + 110 * wave(at + name.length, 11),
    y = (at) => 520 + 100 * wave(at * 3 + name.length, 14);
  const people = [0, 1, 2, 3]
    .map(
      (at) =>
        `<g fill="hsl(${20 + at * 9} 32% ${44 - at * 4}%)"><ellipse cx="${x(at)}" cy="${y(at)}" rx="95" ry="130"/><rect x="${x(at) - 150}" y="${y(at) + 150}" width="300" height="600" rx="120" fill="hsl(${210 + at * 40} 25% 32%)"/></g>`,
    )
    .join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080" viewBox="0 0 1920 1080"><defs><filter id="b"><feGaussianBlur stdDeviation="26"/></filter><linearGradient id="g" x2="0" y2="1"><stop stop-color="#59636a"/><stop offset="1" stop-color="#2d3439"/></linearGradient></defs><rect width="1920" height="1080" fill="url(#g)"/><g filter="url(#b)"><rect x="0" y="180" width="1920" height="60" fill="#8d8471"/><rect x="0" y="640" width="1920" height="50" fill="#7c745f"/>${people}</g></svg>`;
}
