// One camera: its picture with live boxes, its state in words, rate and latency.
import { address } from "../api";
import { h, icon, say } from "../dom";
import { doubtWords } from "../emotions";
import { milliseconds, number } from "../format";
import type { Store } from "../store";
import type { Camera, FacesEvent } from "../types";
import { Boxes } from "./boxes";
import { drawBoxes, drawSchematic, drawZones, faceWords, fitted } from "./overlay";

const reduced = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const PICTURE_MS = 1000,
  PICTURE_RETRY_MS = 8000;
const DRAW_MS = 30;

/** Somebody's hand is on it: it stands, or its figures are suspended. */
export const isPaused = (camera: Camera): boolean => camera.held?.why === "paused" || !!camera.suspended;

export class Tile {
  readonly node: HTMLElement;
  private readonly canvas = h("canvas", { "aria-hidden": "true" });
  private picture = h("img", { alt: "", hidden: true });
  private readonly state = h("span", { class: "state" });
  private readonly error = h("p", { class: "error", hidden: true });
  private readonly rate = h("span", { class: "rate" });
  private readonly watching = h("span", { class: "watching" });
  private readonly heard = h("p", { class: "hidden" });
  private readonly edit: HTMLButtonElement;
  private readonly hand: HTMLButtonElement; // pauses, and ends the pause
  private readonly boxes = new Boxes(reduced);
  private visible = false;
  private pictureTimer = 0;
  private frames = 0;
  private drawnAt = 0;
  private stale = true; // something besides the boxes changed since it was drawn

  constructor(
    private camera: Camera,
    private readonly store: Store,
    private readonly raw: () => boolean,
    edit: (camera: Camera) => void,
    pause: (camera: Camera) => void,
  ) {
    this.hand = h("button", { type: "button", class: "quiet", hidden: true, onclick: () => pause(this.camera) });
    this.edit = h(
      "button",
      {
        type: "button",
        class: "quiet",
        hidden: true,
        "aria-label": `Change camera ${camera.name}`,
        title: "Change this camera",
        onclick: () => edit(this.camera),
      },
      icon("edit"),
    );
    this.node = h(
      "article",
      { class: "tile", "data-camera": camera.name, "aria-label": `Camera ${camera.name}` },
      h("div", { class: "view" }, this.picture, this.canvas, this.error),
      h("div", { class: "line" }, h("h3", {}, camera.name), this.state, this.hand, this.edit),
      h("div", { class: "line small" }, this.watching, this.rate),
      this.heard,
    );
    new IntersectionObserver(([entry]) => this.see(entry?.isIntersecting ?? false)).observe(this.node);
    this.set(camera);
  }

  set(camera: Camera): void {
    this.camera = camera;
    this.stale = true;
    const held = camera.held ? (camera.held.why === "paused" ? "paused" : "waiting for its notice") : "";
    const words = held || (camera.asleep && camera.state === "live" ? "asleep" : camera.state);
    this.state.className = `state ${held ? "stalled" : words}`;
    if (this.state.dataset.words !== words) {
      this.state.dataset.words = words;
      this.state.replaceChildren(words === "asleep" ? icon("moonSleep") : h("i", { "aria-hidden": "true" }), words);
      this.state.title =
        words === "asleep" ? "Nobody is in the picture: only keyframes are decoded until a face appears" : "";
    }
    const own = camera.state === "live" ? camera.fitness?.words : camera.error;
    const trouble = camera.held ? camera.held.words : [camera.suspended?.words, own].filter(Boolean).join("; ");
    this.error.hidden = !trouble;
    say(this.error, trouble);
    const paused = isPaused(camera);
    say(this.hand, paused ? "End pause" : "Pause");
    this.hand.setAttribute("aria-label", `${paused ? "End the pause of" : "Pause"} camera ${camera.name}`);
    this.hand.hidden = !this.store.admin;
    this.node.classList.toggle("off", camera.state === "failed" || camera.state === "connecting");
    say(this.watching, camera.content ? this.store.titleOf(camera.content) : "no content");
    say(
      this.rate,
      camera.state === "live" || camera.state === "stalled"
        ? `${number(camera.read_fps, 1)} fps · ${number(camera.detect_fps, 1)}/s analysed · median ${milliseconds(camera.latency_ms.p50)}, p99 ${milliseconds(camera.latency_ms.p99)}`
        : "–",
    );
    this.rate.title =
      "Pictures read a second, pictures analysed a second, and the time from a picture's arrival to its estimate over the last minute: half are faster than the median, 99 of 100 faster than p99";
    this.edit.hidden = !this.store.admin;
  }

  faces(event: FacesEvent): void {
    this.boxes.update(event.faces, performance.now());
    this.node.dataset.faces = String(event.faces.length);
    this.node.dataset.frame = String(++this.frames);
    if (this.frames % 10 === 1)
      say(
        this.heard,
        event.faces.length === 0
          ? "No face in the picture."
          : `Faces: ${event.faces
              .map(
                (face) =>
                  faceWords(face.emotion, face.confidence) +
                  (face.doubt && face.doubt !== "none" ? ` (${doubtWords(face.doubt)})` : ""),
              )
              .join("; ")}.`,
      );
  }

  /** Called once per animation frame while the page is visible. */
  draw(now: number): void {
    if (!this.visible || now - this.drawnAt < DRAW_MS || !(this.boxes.moving || this.stale)) return;
    this.stale = this.boxes.moving; // once more after the last box has faded
    const elapsed = this.drawnAt ? now - this.drawnAt : 16;
    this.drawnAt = now;
    const ratio = Math.min(2, devicePixelRatio),
      width = this.canvas.clientWidth,
      height = this.canvas.clientHeight;
    if (width === 0) return;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    const ctx = this.canvas.getContext("2d");
    if (!ctx) return;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const area = fitted(this.camera.width, this.camera.height, width, height);
    if (this.picture.hidden) drawSchematic(ctx, area, this.camera);
    drawZones(ctx, area, this.camera);
    const drawn = this.boxes.at(now, elapsed);
    drawBoxes(ctx, area, drawn);
    const first = drawn[0];
    if (first) this.node.dataset.box = first.box.map((side) => side.toFixed(4)).join(",");
  }

  close(): void {
    clearTimeout(this.pictureTimer);
    this.visible = false;
  }

  private see(visible: boolean): void {
    this.visible = visible;
    this.drawnAt = 0;
    this.stale = true;
    clearTimeout(this.pictureTimer);
    if (visible) this.nextPicture(0);
  }

  private nextPicture(wait: number): void {
    clearTimeout(this.pictureTimer);
    this.pictureTimer = setTimeout(() => void this.loadPicture(), wait);
  }

  /** A new picture replaces the old one only when it has come whole. */
  private async loadPicture(): Promise<void> {
    if (!this.visible) return;
    if (document.hidden || !this.camera.last_frame || this.camera.state !== "live") return this.nextPicture(PICTURE_MS);
    const next = new Image();
    next.src = `${address(`cameras/${encodeURIComponent(this.camera.name)}/picture`, { kind: this.raw() ? "raw" : null, t: Date.now() })}`;
    try {
      await next.decode();
      next.alt = "";
      this.picture.replaceWith(next);
      this.picture = next;
      this.stale = true;
      this.nextPicture(PICTURE_MS);
    } catch {
      this.picture.hidden = true;
      this.stale = true;
      this.nextPicture(PICTURE_RETRY_MS);
    }
  }
}
