// What the page knows, and who wants to hear of it. Panels read the fields and listen for topics.
import { readsSmiles } from "./emotions";
import type { Camera, Content, FacesEvent, Status, System, Tally } from "./types";

export type LiveState = "connecting" | "live" | "lost";

interface Topics {
  live: LiveState; // the connection for live events
  status: Status;
  cameras: Camera[]; // the whole list, once a second
  roster: Camera[]; // only where cameras came, went or changed their content
  contents: Content[];
  faces: FacesEvent;
  tally: Tally;
  tallies: Tally[]; // the kept ones were replaced
  system: System;
  range: undefined; // the asked time or camera changed: ask again
  refresh: undefined; // time went on: ask again
  theme: undefined;
}
type Listener<K extends keyof Topics> = (value: Topics[K]) => void;

const KEPT_TALLIES = 900; // 15 minutes, one a second
const KEPT_SYSTEMS = 300;

export class Store {
  status: Status | null = null;
  cameras: Camera[] = [];
  contents: Content[] = [];
  tallies: Tally[] = [];
  systems: System[] = [];
  live: LiveState = "connecting";
  private readonly listeners = new Map<string, Set<(value: never) => void>>();
  private roster = "";
  private contentsCame = false;

  on<K extends keyof Topics>(topic: K, listener: Listener<K>): void {
    const set = this.listeners.get(topic) ?? new Set();
    set.add(listener as (value: never) => void);
    this.listeners.set(topic, set);
  }

  tell<K extends keyof Topics>(topic: K, value: Topics[K]): void {
    for (const listener of this.listeners.get(topic) ?? []) (listener as Listener<K>)(value);
  }

  setLive(live: LiveState): void {
    if (live === this.live) return;
    this.live = live;
    this.tell("live", live);
  }

  setStatus(status: Status): void {
    this.status = status;
    readsSmiles(status.expressions === "smile");
    this.tell("status", status);
  }

  setCameras(cameras: Camera[]): void {
    this.cameras = cameras;
    const roster = JSON.stringify(cameras.map((camera) => [camera.name, camera.content]));
    if (roster !== this.roster) {
      this.roster = roster;
      this.tell("roster", cameras);
    }
    this.tell("cameras", cameras);
  }

  changeCamera(camera: Camera, gone: boolean): void {
    const others = this.cameras.filter((other) => other.name !== camera.name);
    const at = this.cameras.findIndex((other) => other.name === camera.name);
    if (!gone) others.splice(at < 0 ? others.length : at, 0, camera);
    this.setCameras(others);
  }

  setContents(contents: Content[]): void {
    this.contents = contents;
    this.contentsCame = true;
    this.tell("contents", contents);
  }

  /** Tallies from before the page was opened; those that came meanwhile stay. */
  setTallies(tallies: Tally[]): void {
    const last = tallies.at(-1)?.time ?? "";
    this.tallies = [...tallies, ...this.tallies.filter((tally) => tally.time > last)].slice(-KEPT_TALLIES);
    this.tell("tallies", this.tallies);
  }

  addTally(tally: Tally): void {
    this.tallies.push(tally);
    if (this.tallies.length > KEPT_TALLIES) this.tallies.shift();
    this.tell("tally", tally);
  }

  addSystem(system: System): void {
    this.systems.push(system);
    if (this.systems.length > KEPT_SYSTEMS) this.systems.shift();
    this.tell("system", system);
  }

  /** Nothing until the contents have come: a key would stand there for a moment, and nobody knows it. */
  titleOf(content: string): string {
    if (!this.contentsCame) return "";
    return this.contents.find((known) => known.name === content)?.title || content;
  }

  get minAudience(): number {
    return this.status?.privacy.min_audience ?? 5;
  }
  get admin(): boolean {
    return this.status?.scope === "admin";
  }

  /** What stands in place of a figure of a group that is too small. */
  get suppressedWords(): string {
    return `withheld: fewer than ${this.minAudience} people`;
  }
}
