// Which time the answers are about.
import type { Timeline } from "./types";

export interface Range {
  name: "live" | "hour" | "today" | "week";
  label: string;
  span: Timeline["span"];
  every: number; // seconds between two asks
}

export const RANGES: Range[] = [
  { name: "live", label: "15 min", span: "minute", every: 10 },
  { name: "hour", label: "Hour", span: "minute", every: 20 },
  { name: "today", label: "Today", span: "hour", every: 60 },
  { name: "week", label: "7 days", span: "hour", every: 120 },
];

/** Begin and end of a range at `now`; "today" begins at midnight where the page is looked at. Pure. */
export function timesOf(range: Range, now: Date): { from: Date; to: Date } {
  const from = new Date(now);
  if (range.name === "live") from.setMinutes(from.getMinutes() - 15);
  else if (range.name === "hour") from.setHours(from.getHours() - 1);
  else if (range.name === "today") from.setHours(0, 0, 0, 0);
  else from.setDate(from.getDate() - 7);
  return { from, to: new Date(now) };
}

/** The open questions' choices: one for the page. */
export class Choice {
  range: Range = RANGES[0] as Range;
  camera = ""; // "": all

  /** Whole 5 s, so that panels that ask at about the same time ask the same, and the server answers once. */
  query(now = new Date()): { from: string; to: string; camera: string } {
    const { from, to } = timesOf(this.range, new Date(Math.ceil(now.getTime() / 5000) * 5000));
    return { from: from.toISOString(), to: to.toISOString(), camera: this.camera };
  }

  /** "in the last 15 minutes", for sentences. */
  get words(): string {
    const times = {
      live: "in the last 15 minutes",
      hour: "in the last hour",
      today: "today",
      week: "in the last 7 days",
    };
    return times[this.range.name] + (this.camera && ` at ${this.camera}`);
  }
}
