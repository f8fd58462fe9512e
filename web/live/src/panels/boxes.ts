// Where a face's box is between two results. Boxes glide to where they were last seen; a lost face fades. Pure but for time.
import type { Face } from "../types";

export interface Drawn {
  face: Face;
  box: [number, number, number, number];
  opacity: number;
}
interface Kept {
  face: Face;
  box: [number, number, number, number];
  seen: number;
  left: number | null;
}

const FADE_MS = 350;
const STALE_MS = 2500; // no result for so long: the boxes say nothing about now

export class Boxes {
  private readonly kept = new Map<number, Kept>();
  private last = 0;
  private gap = 200; // ms between the last results, smoothed: the glide takes about as long

  constructor(private readonly still: () => boolean = () => false) {}

  update(faces: Face[], now: number): void {
    if (this.last) this.gap += (Math.min(1000, now - this.last) - this.gap) * 0.3;
    this.last = now;
    const seen = new Set<number>();
    for (const face of faces) {
      seen.add(face.id);
      const known = this.kept.get(face.id);
      if (known && known.left === null) Object.assign(known, { face, seen: now });
      else this.kept.set(face.id, { face, box: [...face.box], seen: now, left: null });
    }
    for (const [id, one] of this.kept) if (!seen.has(id) && one.left === null) one.left = now;
  }

  /** What to draw now; `elapsed` ms since the last call. */
  at(now: number, elapsed: number): Drawn[] {
    const drawn: Drawn[] = [];
    const pull = this.still() ? 1 : 1 - Math.exp((-3 * elapsed) / Math.max(60, this.gap));
    for (const [id, one] of this.kept) {
      if (one.left === null && now - one.seen > STALE_MS) one.left = now;
      const opacity = one.left === null ? 1 : 1 - (now - one.left) / FADE_MS;
      if (opacity <= 0) {
        this.kept.delete(id);
        continue;
      }
      for (let side = 0; side < 4; ++side)
        one.box[side] = (one.box[side] ?? 0) + ((one.face.box[side] ?? 0) - (one.box[side] ?? 0)) * pull;
      drawn.push({ face: one.face, box: one.box, opacity });
    }
    return drawn;
  }

  get moving(): boolean {
    return this.kept.size > 0;
  }
}
