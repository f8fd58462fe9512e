// Pure functions of the live pages. What would break for a user stands in each test's name.
import assert from "node:assert/strict";
import { test } from "node:test";
import { retryAfter, backoff } from "../../../web/live/src/kiosk/queue";
import { languageOf, LANGUAGES } from "../../../web/live/src/kiosk/languages";
import { reach, ticks } from "../../../web/live/src/charts/scatter";
import { everyBucket, stack, suppressedStretches, withGaps, type Moment } from "../../../web/live/src/charts/shares";
import { linePoints, place } from "../../../web/live/src/charts/whiskers";
import { labelWords, readsSmiles } from "../../../web/live/src/emotions";
import { count, duration, interval, number, percent, probability, signed } from "../../../web/live/src/format";
import { liveWords } from "../../../web/live/src/header";
import { Boxes } from "../../../web/live/src/panels/boxes";
import { changeWords } from "../../../web/live/src/panels/cameras";
import { fitted } from "../../../web/live/src/panels/overlay";
import { verdict } from "../../../web/live/src/panels/ranking";
import { correlationWords, marksOf } from "../../../web/live/src/panels/relation";
import { momentsOfTallies } from "../../../web/live/src/panels/now";
import { momentsOfTimeline, summary } from "../../../web/live/src/panels/timeline";
import { RANGES, timesOf } from "../../../web/live/src/range";
import { Store } from "../../../web/live/src/store";
import type { Camera, Content, Face, Figures, Ranking } from "../../../web/live/src/types";

const face = (id: number, x: number): Face => ({
  box: [x, 0.1, 0.1, 0.2],
  id,
  emotion: "neutral",
  confidence: 0.9,
  valence: 0,
  arousal: 0,
  doubt: "none",
  zone: "",
});
const figures = (valence: number): Figures => ({
  exposures: 9,
  people: 8,
  dwell_s: 4,
  dwell_spread_s: 1,
  attention: 0.5,
  valence,
  valence_spread: 0.1,
  change: 0,
  emotions: { happiness: 0.75, neutral: 0.25 },
  reaction_share: 0,
  reaction_delay_s: null,
});

test("figures read as people write them, and a missing one is no zero", () => {
  assert.equal(number(null), "–");
  assert.equal(number(-0.004, 2), "0.00");
  assert.equal(number(1234.5, 1), "1,234.5");
  assert.equal(signed(0.125), "+0.13");
  assert.equal(signed(-0.3), "−0.30");
  assert.equal(percent(0.305), "31\u00a0%");
  assert.equal(duration(8.42), "8.4\u00a0s");
  assert.equal(duration(59.7), "60\u00a0s");
  assert.equal(duration(7500), "2\u00a0h 5\u00a0min");
  assert.equal(duration(86400 * 3), "3\u00a0d");
  assert.equal(count(1, "person", "people"), "1\u00a0person");
  assert.equal(interval({ value: 0.3, low: -0.1, high: 0.7 }), "0.30 (95\u00a0% interval −0.10 to 0.70)");
  assert.equal(probability(0.0004), "p < 0.001");
});

test("a correlation whose interval holds zero is not sold as one", () => {
  assert.match(correlationWords("ρ", { value: 0.2, low: -0.05, high: 0.4 }), /do not show whether/);
  assert.match(correlationWords("ρ", { value: 0.4, low: 0.1, high: 0.6 }), /^Higher ratings went with more positive/);
  assert.match(correlationWords("ρ", { value: -0.4, low: -0.6, high: -0.1 }), /more negative/);
  assert.match(correlationWords("ρ", null), /not defined/);
});

test("a ranking says where a difference may be luck", () => {
  const standing = { values: 40, mean: { value: 0.2, low: 0, high: 0.4 }, difference: 0.1, p: 0.01, p_holm: 0.2 };
  assert.match(verdict(standing, 2), /no clear difference/);
  assert.match(verdict({ ...standing, p_holm: 0.01 }, 2), /^above the others \(p = 0.010\)/);
  assert.match(verdict(standing, 0), /nothing to compare/);
});

test("a suppressed content gets no mark in the scatter", () => {
  const mean = { value: 0.2, low: 0, high: 0.4 },
    standing = { values: 9, mean, difference: 0, p: 1, p_holm: 1 };
  const ranking = (by: Ranking["by"], hide: boolean): Ranking => ({
    by,
    ranking: [
      { content: "a", title: "A", standing },
      { content: "b", title: "B", standing: hide ? { suppressed: true } : standing },
    ],
  });
  assert.deepEqual(marksOf(ranking("valence", false), ranking("rating", true)), {
    marks: [{ content: "a", title: "A", valence: mean, rating: mean }],
    withheld: ["B"],
  });
});

test("shares stack to one, and time without figures stays empty", () => {
  const moments: Moment[] = [
    { at: 0, shares: { happiness: 0.5, neutral: 0.3, unknown: 0.2 }, valence: 0.2, suppressed: false },
    { at: 1, shares: null, valence: null, suppressed: true },
  ];
  const rows = stack(moments);
  assert.equal(rows.at(-1)?.[0], 1);
  assert.ok(rows.every((row) => row[1] === null));
  assert.deepEqual(suppressedStretches([...moments, { ...moments[1]!, at: 2 }], 1), [[1, 3]]);
  const buckets = everyBucket([{ ...moments[0]!, at: 7200 }], 3500, 15000, 3600);
  assert.deepEqual(
    buckets.map(({ at, shares }) => [at, shares !== null]),
    [
      [3600, false],
      [7200, true],
      [10800, false],
      [14400, false],
    ],
  );
  assert.deepEqual(everyBucket([], 0, 100, 1), []);
  assert.equal(withGaps([moments[0]!, { ...moments[0]!, at: 60 }], 3).length, 3);
});

test("suppressed buckets and tallies carry no figure, and an empty one is no neutral face", () => {
  const moments = momentsOfTimeline({
    span: "hour",
    points: [
      { begin: "2026-01-01T10:00:00Z", end: "2026-01-01T10:01:00Z", figures: { suppressed: true } },
      { begin: "2026-01-01T10:01:00Z", end: "2026-01-01T10:02:00Z", figures: figures(0.5) },
    ],
  });
  assert.deepEqual(
    moments.map((moment) => [moment.suppressed, moment.valence]),
    [
      [true, null],
      [false, 0.5],
    ],
  );
  const store = { minAudience: 5 };
  assert.match(
    summary(figures(0.4), moments, store),
    /^Happiness most often \(75\u00a0% of the time\), mean valence \+0.40, 8/,
  );
  assert.match(summary({ suppressed: true }, moments, store), /^Withheld: fewer than 5/);
  assert.match(summary({ suppressed: true }, [], store), /^No figures/);
  const tally = (people: number) => ({
    time: "2026-01-01T10:00:00.000Z",
    contents: [{ content: "a", faces_now: 0, people, valence: null, emotions: { neutral: 0 }, suppressed: false }],
  });
  assert.equal(momentsOfTallies([tally(0)], "a")[0]?.shares, null);
  assert.equal(momentsOfTallies([tally(0)], "b").length, 0);
});

test("boxes glide, do not jump, and leave when the face does or the camera falls silent", () => {
  const boxes = new Boxes();
  boxes.update([face(1, 0.1)], 0);
  boxes.update([face(1, 0.5)], 200);
  const x = boxes.at(216, 16)[0]!.box[0];
  assert.ok(x > 0.1 && x < 0.3, `${x}`);
  assert.ok(Math.abs(boxes.at(1200, 900)[0]!.box[0] - 0.5) < 0.01);
  boxes.update([], 1300);
  assert.ok(boxes.at(1400, 16)[0]!.opacity < 1);
  assert.equal(boxes.at(2000, 16).length, 0);
  boxes.update([face(2, 0.1)], 3000);
  boxes.at(9000, 16);
  assert.equal(boxes.at(9500, 16).length, 0);
  const still = new Boxes(() => true);
  still.update([face(1, 0.1)], 0);
  still.update([face(1, 0.5)], 200);
  assert.equal(still.at(201, 1)[0]!.box[0], 0.5);
});

test("boxes lie on the picture where it is narrower than the tile", () => {
  assert.deepEqual(fitted(1080, 1920, 320, 180), { left: 109.375, top: 0, width: 101.25, height: 180 });
  assert.deepEqual(fitted(0, 0, 320, 180), { left: 0, top: 0, width: 320, height: 180 });
});

test("the line on top never claims live where it is not", () => {
  const camera = (state: string) => ({ state }) as Camera;
  assert.equal(liveWords({ live: "lost", cameras: [camera("live")] }).kind, "failed");
  assert.equal(liveWords({ live: "live", cameras: [camera("live"), camera("stalled")] }).words, "1 of 2 cameras live");
  assert.equal(liveWords({ live: "live", cameras: [camera("live")] }).words, "Live · 1 camera");
});

test("screen readers are told of a camera's change once, with its error", () => {
  const camera = { name: "till", state: "failed", error: "no route" } as Camera;
  assert.deepEqual(changeWords(new Map([["till", "live"]]), [camera]), ["Camera till is failed: no route."]);
  assert.deepEqual(changeWords(new Map([["till", "failed"]]), [camera]), []);
  assert.deepEqual(changeWords(new Map(), [camera]), []);
});

test("ranges end now and begin when they say", () => {
  const now = new Date("2026-11-25T14:30:00Z"),
    week = timesOf(RANGES[1]!, now);
  assert.equal(Math.round((week.to.getTime() - week.from.getTime()) / 86400e3), 7);
  assert.equal(timesOf(RANGES[0]!, now).from.getHours(), 0);
});

test("tallies that came while the earlier ones were fetched are kept, once", () => {
  const store = new Store(),
    tally = (time: string) => ({ time, contents: [] });
  store.addTally(tally("2026-01-01T10:00:02Z"));
  store.addTally(tally("2026-01-01T10:00:03Z"));
  store.setTallies([tally("2026-01-01T10:00:01Z"), tally("2026-01-01T10:00:02Z")]);
  assert.deepEqual(
    store.tallies.map((one) => one.time.slice(-3)),
    ["01Z", "02Z", "03Z"],
  );
});

test("scales show every interval with round ticks", () => {
  const [low, high] = reach(
    [
      { value: 0.1, low: 0, high: 0.2 },
      { value: 0.5, low: 0.4, high: 0.6 },
    ],
    -1,
    1,
  );
  assert.ok(low < 0 && high > 0.6);
  assert.deepEqual(ticks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.equal(place(7, 1, 5), 100);
  assert.equal(linePoints([0, 5], 10), "0.0,29.0 100.0,15.0");
});

test("the kiosk speaks the visitor's language where it knows it", () => {
  assert.equal(languageOf(null, ["de-AT", "en"]), "de");
  assert.equal(languageOf("fr", ["de"]), "fr");
  assert.equal(languageOf("tlh", ["ja"]), "en");
  assert.equal(languageOf("constructor", []), "en");
  for (const words of Object.values(LANGUAGES)) assert.equal(new Set(words.answers).size, 5);
});

test("waits grow, are spread, and obey the server", () => {
  assert.equal(backoff(0, 0), 1);
  assert.equal(backoff(3, 1), 12);
  assert.equal(backoff(99, 0), 60);
  assert.equal(retryAfter("7", 0), 7);
  assert.equal(retryAfter("Thu, 01 Jan 1970 00:00:09 GMT", 4000), 5);
  assert.equal(retryAfter("soon", 0), null);
});

test("a content is not named by its key before its title has come", () => {
  const store = new Store();
  assert.equal(store.titleOf("cereal"), "");
  store.setContents([{ name: "cereal", title: "Cereal end cap" } as Content, { name: "soup", title: "" } as Content]);
  assert.equal(store.titleOf("cereal"), "Cereal end cap");
  assert.equal(store.titleOf("soup"), "soup");
});

test("where nothing but smiles is read, labels say smile or no smile", () => {
  assert.equal(labelWords("happiness"), "Happiness");
  readsSmiles(true);
  assert.deepEqual(["happiness", "neutral", "unknown"].map(labelWords), ["Smile", "No smile", "Unknown"]);
  readsSmiles(false);
  assert.equal(labelWords("neutral"), "Neutral");
});
