// Figures as people read them; times on the store's clock.
import { zoned } from "./zone";

const HAIR = "\u00a0";

export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return value
    .toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .replace(/^-/, "−")
    .replace(/^−(0(?:\.0+)?)$/, "$1");
}

/** +0.12, −0.30, 0.00 */
export function signed(value: number | null | undefined, digits = 2): string {
  const text = number(value, digits);
  return value !== null && value !== undefined && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

export function percent(share: number | null | undefined, digits = 0): string {
  return share === null || share === undefined ? "–" : `${number(share * 100, digits)}${HAIR}%`;
}

/** 8.4 s, 1 min 20 s, 2 h 5 min, 3 d 4 h */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "–";
  if (seconds < 60) return `${number(seconds, seconds < 10 ? 1 : 0)}${HAIR}s`;
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86400), "d"],
    [Math.floor(whole / 3600) % 24, "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${HAIR}${unit}`)
    .join(" ");
}

export function milliseconds(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return value >= 10_000 ? duration(value / 1000) : `${number(value, value < 10 ? 1 : 0)}${HAIR}ms`;
}

export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    ++unit;
  }
  return `${number(value, unit > 0 && value < 10 ? 1 : 0)}${HAIR}${units[unit]}`;
}

/** "1 person", "3 people" */
export function count(value: number, one: string, many: string): string {
  return `${number(value)}${HAIR}${value === 1 ? one : many}`;
}

export function clock(time: Date, withSeconds = false): string {
  const seconds: Intl.DateTimeFormatOptions = withSeconds ? { second: "2-digit" } : {};
  return time.toLocaleTimeString("en-GB", zoned({ hour: "2-digit", minute: "2-digit", ...seconds }));
}

export function dayAndClock(time: Date): string {
  return `${dayWords(time)} ${clock(time)}`;
}

export function dayWords(time: Date): string {
  return time.toLocaleDateString("en-GB", zoned({ weekday: "short", day: "numeric", month: "short" }));
}

/** "0.31 (95 % interval 0.10 to 0.50)" */
export function interval(estimate: { value: number; low: number; high: number }, digits = 2): string {
  return `${number(estimate.value, digits)} (95${HAIR}% interval ${number(estimate.low, digits)} to ${number(estimate.high, digits)})`;
}

/** Letters of any script, upper-case first: "happiness" → "Happiness". */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** p as journals print it. */
export function probability(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${number(p, p < 0.1 ? 3 : 2)}`;
}
