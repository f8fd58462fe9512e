// The store's clock: the page's days are the store's, wherever it is looked at.

let zone: string | undefined; // none: this device's clock

/** An IANA name; what the browser does not know, and null, leave this device's clock. */
export function setZone(name: string | null): void {
  try {
    zone = name ? new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone : undefined;
  } catch {
    zone = undefined;
  }
}

export const zoneName = (): string | undefined => zone;

/** For words of a time as the store's clock shows it. */
export const zoned = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormatOptions =>
  zone ? { ...options, timeZone: zone } : options;

/** What the store's clock shows at `time`, as if it were UTC: its date and hours are read with getUTC…. */
export function onClock(time: Date): Date {
  if (!zone) return new Date(time.getTime() - time.getTimezoneOffset() * 60e3);
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(time);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return new Date(Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")));
}

/** The whole hour of the store's clock that `time` lies in. */
export function startOfHour(time: Date): Date {
  return new Date(time.getTime() - (onClock(time).getTime() % 3600e3));
}

/** When the store's clock shows midnight of a date (UTC fields of `date`); where it leaps over midnight, the first moment
    after it. */
export function startOfDay(date: Date): Date {
  const offset = (time: number) => onClock(new Date(time)).getTime() - Math.floor(time / 1000) * 1000;
  const wanted = date.getTime();
  const first = wanted - offset(wanted - offset(wanted));
  const second = wanted - offset(first);
  const begin = Math.max(Math.min(first, second), first);
  return new Date(onClock(new Date(begin)).getTime() < wanted ? second : begin);
}
