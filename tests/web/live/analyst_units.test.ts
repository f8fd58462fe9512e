// Pure functions of what an analyst does with the page: ranges, order, copies, saved charts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sheet, whiskerPicture, wrapped, type Ink } from "../../../web/live/src/charts/picture";
import { csvOf, fileName } from "../../../web/live/src/charts/save";
import type { Moment } from "../../../web/live/src/charts/shares";
import { runs, timelineLines, tickWords, timelinePicture, timeTicks } from "../../../web/live/src/charts/timeline_picture";
import { usualDays } from "../../../web/live/src/dialogs/days";
import { dayAndClock } from "../../../web/live/src/format";
import { compare, copyOf, worthOfText } from "../../../web/live/src/panels/table";
import { Choice, dateOf, daysRange, daysWords, midnight, RANGES, timesOf, type Range } from "../../../web/live/src/range";
import { setZone, zoneName } from "../../../web/live/src/zone";

const ink: Ink = { page: "#fff", text: "#000", soft: "#555", line: "#ddd", accent: "#00f", label: () => "#0a0" };

test("days of the calendar are whole, both included, and their bars are not too many", () => {
  const week = daysRange("2026-11-02", "2026-11-08");
  assert.equal(week.span, "hour");
  const { from, to } = timesOf(week, new Date());
  assert.equal(from.getTime(), new Date(2026, 10, 2).getTime());
  assert.equal(to.getTime(), new Date(2026, 10, 9).getTime());
  assert.equal(daysRange("2026-10-01", "2026-10-31").span, "day");
  assert.throws(() => daysRange("2026-11-08", "2026-11-02"), /after the last/);
  assert.throws(() => daysRange("2026-11-31", "2026-12-01"), /choose a date/);
  assert.equal(midnight("2026-02-29"), undefined);
  assert.equal(daysWords("2026-11-02", "2026-11-08"), "2 Nov to 8 Nov 2026");
  assert.equal(daysWords("2025-12-30", "2026-01-02"), "30 Dec 2025 to 2 Jan 2026");
});

test("the usual stretches begin on Mondays and on the first", () => {
  const days = new Map(usualDays(new Date(2026, 10, 1)).map(([label, from, to]) => [label, [from, to]])); // a Sunday
  assert.deepEqual(days.get("Yesterday"), ["2026-10-31", "2026-10-31"]);
  assert.deepEqual(days.get("This week"), ["2026-10-26", "2026-11-01"]);
  assert.deepEqual(days.get("Last week"), ["2026-10-19", "2026-10-25"]);
  assert.deepEqual(days.get("Last month"), ["2026-10-01", "2026-10-31"]);
});

test("tables sort figures as figures, texts as texts, and what is withheld last whichever way", () => {
  assert.equal(worthOfText("−0.30"), -0.3);
  assert.equal(worthOfText("1,234"), 1234);
  assert.equal(worthOfText("31\u00a0%"), 31);
  assert.equal(worthOfText("–"), null);
  assert.equal(worthOfText("3D printer"), "3D printer");
  const order = (values: (number | string | null)[], down: boolean) => [...values].sort((a, b) => compare(a, b, down));
  assert.deepEqual(order([2, null, 10, -1], false), [-1, 2, 10, null]);
  assert.deepEqual(order([2, null, 10, -1], true), [10, 2, -1, null]);
  assert.deepEqual(order(["camera 10", "camera 9"], false), ["camera 9", "camera 10"]);
  assert.equal(copyOf({ show: "+0.13", value: 0.1257 }), "0.1257");
  assert.equal(copyOf({ show: "withheld", value: null }), "withheld");
});

test("a saved CSV is read by a spreadsheet as it was meant, and runs no formula", () => {
  assert.equal(csvOf([["a,b", 'say "x"', "=1+1", "-0.5", "@x"]]), '"a,b","say ""x""",\'=1+1,-0.5,\'@x\r\n');
  assert.equal(fileName("Poster: expression over time", "svg"), "mien-poster-expression-over-time.svg");
});

const moments: Moment[] = [
  { at: 3600, shares: { happiness: 0.75, neutral: 0.25 }, valence: 0.5, suppressed: false, people: 8 },
  { at: 7200, shares: null, valence: null, suppressed: true },
  { at: 14400, shares: { anger: 1 }, valence: -0.6, suppressed: false, people: 6 },
];

test("a saved timeline has a bar for each share, hatches what is withheld, and carries names as text", () => {
  const svg = timelinePicture(ink, { title: "<b>&", words: "w", moments, from: 0, to: 18000, step: 3600 });
  assert.equal(svg.match(/fill="#0a0"/g)?.length, 9 + 3); // the legend's and the bars
  assert.equal(svg.match(/url\(#withheld\)/g)?.length, 1);
  assert.ok(svg.includes("&lt;b&gt;&amp;") && !svg.includes("<b>"));
  assert.doesNotMatch(svg, /NaN|undefined|href|<image/);
  assert.equal(runs(moments, 3600).length, 2);
  const lines = timelineLines(moments);
  assert.deepEqual(lines[2]?.slice(0, 4), ["1970-01-01T02:00:00.000Z", "yes", "", ""]);
  assert.ok(lines[2]?.slice(2).every((cell) => cell === ""));
});

test("a time axis names no moment twice", () => {
  for (const [from, to] of [
    [1764000000, 1764000900],
    [1764000000, 1764086400],
    [1764000000, 1764000000 + 40 * 86400],
  ] as const) {
    const found = timeTicks(from, to, 9);
    assert.ok(found.length > 2 && found.length <= 10, `${found.length}`);
    assert.equal(new Set(found).size, found.length);
  }
});

test("a saved ranking draws an interval for each content and nothing for a withheld one", () => {
  const svg = whiskerPicture(ink, "t", "w", [-1, 1, 0], [{ title: "A", value: 0.2, low: 0.1, high: 0.3 }]);
  assert.equal(svg.match(/<circle/g)?.length, 1);
  assert.deepEqual(wrapped("one two three", 9), ["one two", "three"]);
  assert.match(sheet(ink, 10, 10, "t", "w"), /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="10"/);
});

test("a time begins with a whole hour, or day, of the store, and its words are the store's, wherever the page is looked at", () => {
  const now = new Date("2026-11-03T09:20:05Z");
  try {
    for (const [zone, hour, day] of [
      ["Asia/Kolkata", "2026-10-27T08:30:00.000Z", "2026-10-05T18:30:00.000Z"],
      ["Pacific/Chatham", "2026-10-27T09:15:00.000Z", "2026-10-05T10:15:00.000Z"],
      ["Europe/Berlin", "2026-10-27T09:00:00.000Z", "2026-10-05T22:00:00.000Z"],
    ] as const) {
      setZone(zone);
      const choice = new Choice(),
        week = RANGES[1] as Range;
      choice.range = { ...week };
      assert.equal(choice.query(now).from, hour, zone);
      choice.range = RANGES[2] as Range;
      assert.equal(choice.query(now).from, day, zone);
      choice.range = RANGES[0] as Range;
      assert.equal(choice.query(now).from, midnight("2026-11-03")?.toISOString(), zone);
      choice.range = daysRange("2026-10-24", "2026-10-26");
      assert.equal(choice.query(now).from, midnight("2026-10-24")?.toISOString(), zone);
    }
    setZone("Asia/Kolkata");
    const [from, to] = [Date.parse("2026-11-02T18:30:00Z") / 1000, Date.parse("2026-11-03T06:30:00Z") / 1000];
    assert.deepEqual(
      timeTicks(from, to, 5).map((at) => tickWords(at, to - from)),
      ["3 Nov", "03:00", "06:00", "09:00", "12:00"],
    );
    assert.match(dayAndClock(new Date("2026-11-02T18:30:00Z")), /^Tue,? 3 Nov 00:00$/);
  } finally {
    setZone(null);
  }
});

test("days are the store's, wherever the page is looked at, over changes of its clock too", () => {
  try {
    setZone("Europe/Berlin");
    assert.equal(midnight("2026-10-25")?.toISOString(), "2026-10-24T22:00:00.000Z");
    assert.equal(midnight("2026-10-26")?.toISOString(), "2026-10-25T23:00:00.000Z"); // the day had 25 hours
    assert.equal(midnight("2026-03-30")?.toISOString(), "2026-03-29T22:00:00.000Z");
    assert.equal(dateOf(new Date("2026-10-24T22:30:00Z")), "2026-10-25");
    const { from, to } = timesOf(daysRange("2026-10-25", "2026-10-25"), new Date());
    assert.equal(to.getTime() - from.getTime(), 25 * 3600e3);
    setZone("Asia/Kathmandu");
    assert.equal(midnight("2026-11-02")?.toISOString(), "2026-11-01T18:15:00.000Z");
    setZone("Asia/Beirut"); // its clock leapt from 00:00 to 01:00
    assert.equal(midnight("2021-03-28")?.toISOString(), "2021-03-27T22:00:00.000Z");
    setZone("No/Such");
    assert.equal(zoneName(), undefined);
  } finally {
    setZone(null);
  }
});
