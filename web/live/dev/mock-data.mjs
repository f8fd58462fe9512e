// Made-up figures in the shapes of /api/v1, moving with the clock. For development and for the browser tests only.
export const EMOTIONS = [
  "neutral",
  "happiness",
  "surprise",
  "sadness",
  "anger",
  "disgust",
  "fear",
  "contempt",
  "unknown",
];
const VALENCE = {
  neutral: 0,
  happiness: 0.85,
  surprise: 0.3,
  sadness: -0.7,
  anger: -0.6,
  disgust: -0.65,
  fear: -0.6,
  contempt: -0.4,
  unknown: 0,
};

export const wave = (seed, period, now = Date.now()) => Math.sin((now / 1000 / period) * 2 * Math.PI + seed * 2.399);
const round = (value, digits = 4) => Number(value.toFixed(digits));

export function shares(seed, now) {
  const weights = {
    neutral: 3 + wave(seed, 220, now),
    happiness: 2.6 + 2.2 * wave(seed + 1, 300, now),
    surprise: 0.8 + 0.6 * wave(seed + 2, 170, now),
    sadness: 0.9 + 0.7 * wave(seed + 3, 410, now),
    anger: 0.25,
    disgust: 0.15,
    fear: 0.1,
    contempt: 0.2,
    unknown: 0.5,
  };
  const sum = Object.values(weights).reduce((a, b) => a + b, 0);
  return Object.fromEntries(EMOTIONS.map((emotion) => [emotion, round(weights[emotion] / sum)]));
}
export const valenceOf = (parts) =>
  round(EMOTIONS.reduce((sum, emotion) => sum + parts[emotion] * VALENCE[emotion], 0));

export function camera(name, content, index, state = "live", error = "") {
  const started = Date.now() / 1000 - 4000,
    up = state === "live";
  return {
    name,
    state,
    error,
    asleep: up && index === 3,
    width: 1920,
    height: 1080,
    codec: "h264",
    frames_read: Math.round((Date.now() / 1000 - started) * 15),
    frames_decoded: 58000,
    frames_passed_over: 0,
    frames_inferred: 20000 + index,
    faces: 41000,
    drops: index * 7,
    damaged_packets: index,
    reconnects: index === 2 ? 3 : 0,
    read_fps: up ? round(15 + 0.1 * wave(index, 9), 2) : 0,
    detect_fps: up ? round(5 + 0.2 * wave(index, 7), 2) : 0,
    wanted_fps: 5,
    latency_ms: { p50: 38 + index, p95: 71, p99: round(96 + 12 * wave(index, 21), 1) },
    cpu_seconds: 612.4,
    last_frame: up ? new Date().toISOString() : null,
    content,
    zones: {
      shelf: [
        [0.08, 0.15],
        [0.7, 0.12],
        [0.75, 0.9],
        [0.1, 0.92],
      ],
    },
    masks:
      index === 1
        ? {
            door: [
              [0.85, 0],
              [1, 0],
              [1, 1],
              [0.9, 1],
            ],
          }
        : {},
    staff: {},
  };
}

export function faces(camera) {
  const now = Date.now(),
    index = camera.name.length,
    count = camera.asleep || camera.state !== "live" ? 0 : 2 + (index % 3);
  return {
    camera: camera.name,
    time: new Date().toISOString(),
    width: 1920,
    height: 1080,
    latency_ms: 41.5,
    content: camera.content,
    faces: Array.from({ length: count }, (_unused, at) => {
      const size = 0.11 + 0.02 * wave(at, 19),
        emotion = ["happiness", "neutral", "surprise", "sadness", "unknown"][(at + index + Math.floor(now / 9000)) % 5];
      return {
        box: [
          round(0.12 + at * 0.2 + 0.06 * wave(at + index, 11)),
          round(0.28 + 0.1 * wave(at * 3 + index, 14)),
          round(size),
          round(size * 1.9),
        ],
        id: index * 10 + at,
        emotion,
        confidence: round(0.62 + 0.2 * wave(at, 8)),
        valence: VALENCE[emotion],
        arousal: 0.1,
        doubt: emotion === "unknown" ? "turned_away" : "none",
        zone: "shelf",
      };
    }),
  };
}

/** Of all the time that is asked for: the same wherever it is asked. */
export const wholeValence = (at) => round(0.31 - at * 0.24);

export function figures(seed, people, now) {
  if (people < 5) return { suppressed: true };
  const emotions = shares(seed, now);
  return {
    exposures: Math.round(people * 1.2),
    people,
    dwell_s: round(8 + 3 * wave(seed, 900, now), 2),
    dwell_spread_s: 4.1,
    attention: round(0.55 + 0.15 * wave(seed, 700, now)),
    valence: valenceOf(emotions),
    valence_spread: 0.22,
    change: round(0.06 * wave(seed, 500, now)),
    emotions,
    reaction_share: 0.31,
    reaction_delay_s: seed % 2 ? null : 2.4,
  };
}

export function tally(contents, now = Date.now()) {
  return {
    time: new Date(now).toISOString(),
    contents: contents.map(({ name }, at) => {
      const people = Math.round(8 + 5 * wave(at, 260, now)),
        emotions = shares(at, now),
        few = people < 5;
      return {
        content: name,
        faces_now: Math.max(0, Math.round(3 + 3 * wave(at, 40, now))),
        people,
        valence: few ? null : valenceOf(emotions),
        emotions: few ? null : emotions,
        suppressed: few,
      };
    }),
  };
}

const estimate = (value, reach) => ({ value: round(value), low: round(value - reach), high: round(value + reach) });

export function ranking(by, contents) {
  const rows = contents.map(({ name, title }, at) => ({
    content: name,
    title,
    standing:
      at === contents.length - 1 && contents.length > 2
        ? { suppressed: true }
        : {
            values: 240 - at * 80,
            mean:
              by === "rating"
                ? estimate(4.1 - at * 0.7, 0.25 + at * 0.1)
                : estimate(wholeValence(at), 0.07 + at * 0.03),
            difference: round(0.2 - at * 0.25),
            p: at === 1 ? 0.21 : 0.002,
            p_holm: at === 1 ? 0.31 : 0.004,
          },
  }));
  return { by, ranking: rows };
}

export function relation() {
  return {
    relation: {
      pairs: 41,
      ratings: 183,
      people: 412,
      spearman: estimate(0.36, 0.14),
      kendall: estimate(0.27, 0.11),
      lifts: [
        { emotion: "happiness", ratings: 71, mean: 4.3, difference: estimate(0.5, 0.2) },
        { emotion: "neutral", ratings: 90, mean: 3.6, difference: estimate(-0.2, 0.16) },
        { emotion: "anger", suppressed: true },
      ],
      agreement: {
        rows: ["1-2", "3", "4-5"],
        columns: ["negative", "neutral", "positive"],
        cells: [
          [5, 3, 1],
          [2, 8, 3],
          [2, 5, 12],
        ],
        share: 0.61,
        kappa: 0.38,
      },
      notices: [
        "Ratings of one content within one time window share their expressions and are no independent witnesses: the intervals draw them together.",
      ],
    },
  };
}

export function system() {
  return {
    cores: 2,
    cpu_share: round(0.62 + 0.1 * wave(1, 17)),
    workers_busy: round(0.55 + 0.3 * wave(2, 9), 2),
    memory_bytes: 312e6 + 4e6 * wave(3, 60),
    read_fps: round(45 + wave(4, 8), 2),
    detect_fps: round(15 + wave(5, 8), 2),
    drops_per_s: round(Math.max(0, 1.5 * wave(6, 30)), 2),
    p99_latency_ms: round(104 + 20 * wave(7, 25), 1),
    subscribers: 1,
    events_dropped: 0,
  };
}

export function timeline(query, contents) {
  const step = { hour: 3600e3, part: 21600e3, day: 86400e3, week: 604800e3 }[query.get("span")] ?? 3600e3,
    seed = contents.findIndex((content) => content.name === query.get("content"));
  const points = [];
  for (let at = Math.ceil(Date.parse(query.get("from")) / step) * step; at < Date.parse(query.get("to")); at += step)
    if (step < 36e5 || new Date(at).getHours() > 7)
      points.push({
        begin: new Date(at).toISOString(),
        end: new Date(at + step).toISOString(),
        figures: figures(seed, Math.round(12 + 10 * wave(seed, step / 110, at)), at),
      });
  return { span: query.get("span"), points };
}
