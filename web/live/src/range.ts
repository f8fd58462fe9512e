// Which time the answers are about: three that end now, or days of the calendar. Figures are of whole hours that are over:
// what goes on now stands in the live panels.
import type { Timeline } from "./types";
import { onClock, startOfDay, startOfHour } from "./zone";

type Span = Timeline["span"];

export interface Range {
  name: "today" | "week" | "month" | "days";
  label: string;
  span: Span;
  every: number; // seconds between two asks
  first?: string; // of days of the calendar: the first and the last, as 2026-11-02
  last?: string;
}

export const RANGES: Range[] = [
  { name: "today", label: "Today", span: "hour", every: 60 },
  { name: "week", label: "7 days", span: "hour", every: 120 },
  { name: "month", label: "28 days", span: "day", every: 120 },
];

const MOST_HOURS = 8 * 24; // bars of a chart: hours up to eight days, days from then on

/** A date as the calendar has it, at 00:00 UTC; undefined where it is none. Pure. */
function calendar(date: string): Date | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!found) return undefined;
  const day = new Date(Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3])));
  return day.toISOString().slice(0, 10) === date ? day : undefined;
}

/** Midnight of a date on the store's clock; undefined where it is none. */
export function midnight(date: string): Date | undefined {
  const day = calendar(date);
  return day && startOfDay(day);
}

/** 2026-11-02, on the store's clock. */
export const dateOf = (time: Date): string => onClock(time).toISOString().slice(0, 10);

/** The date so many days later. Pure. */
export function daysLater(date: string, days: number): string {
  const day = calendar(date);
  return day ? new Date(day.getTime() + days * 86400e3).toISOString().slice(0, 10) : date;
}

function dayWords(date: string, year: boolean): string {
  const day = calendar(date);
  return day
    ? day.toLocaleDateString("en-GB", {
        day: "numeric",
        month: "short",
        timeZone: "UTC",
        ...(year ? { year: "numeric" } : {}),
      })
    : date;
}

/** "2 Nov 2026", "2 Nov to 8 Nov 2026"; years where they differ. Pure. */
export function daysWords(first: string, last: string): string {
  if (first === last) return dayWords(first, true);
  return `${dayWords(first, first.slice(0, 4) !== last.slice(0, 4))} to ${dayWords(last, true)}`;
}

/** Whole days, both included. Throws words for the reader. Pure. */
export function daysRange(first: string, last: string): Range {
  const from = midnight(first),
    to = midnight(last);
  if (!from) throw new Error("First day: choose a date.");
  if (!to) throw new Error("Last day: choose a date.");
  if (from > to) throw new Error("The first day is after the last one.");
  const hours = Math.round((to.getTime() - from.getTime()) / 3600e3) + 24;
  if (hours > 2000 * 24) throw new Error("At most 2,000 days at once.");
  const span: Span = hours <= MOST_HOURS ? "hour" : "day";
  return { name: "days", label: daysWords(first, last), span, every: 120, first, last };
}

/** Begin and end of a range at `now`; days are the store's. */
export function timesOf(range: Range, now: Date): { from: Date; to: Date } {
  const from = new Date(now);
  if (range.name === "days") {
    const to = midnight(daysLater(range.last ?? "", 1)) ?? new Date(now);
    return { from: midnight(range.first ?? "") ?? from, to };
  }
  if (range.name === "today") return { from: midnight(dateOf(now)) ?? from, to: new Date(now) };
  return { from: new Date(now.getTime() - (range.name === "week" ? 7 : 28) * 86400e3), to: new Date(now) };
}

/** The open questions' choices: one for the page. */
export class Choice {
  range: Range = RANGES[1] as Range;
  camera = ""; // "": all

  /** Whole 5 s, so that panels that ask at about the same time ask the same, and the server answers once. It begins with a
      whole bar: charts, tables and rankings are of the same stays. */
  query(now = new Date()): { from: string; to: string; camera: string } {
    const { from, to } = timesOf(this.range, new Date(Math.ceil(now.getTime() / 5000) * 5000));
    const whole = this.range.span === "day" ? (midnight(dateOf(from)) ?? from) : startOfHour(from);
    return { from: whole.toISOString(), to: to.toISOString(), camera: this.camera };
  }

  /** "in the last 7 days", for sentences. */
  get words(): string {
    const times = {
      today: "today",
      week: "in the last 7 days",
      month: "in the last 28 days",
      days: `${this.range.first === this.range.last ? "on" : "from"} ${this.range.label}`,
    };
    return times[this.range.name] + (this.camera && ` at ${this.camera}`);
  }

  /** Whom the figures of this time count: the same in every panel that asks for it. */
  get whom(): string {
    return `Stays that began ${this.words}, in hours that are over, as groups of enough people.`;
  }
}
