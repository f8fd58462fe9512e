// mock-server.mjs --site FOLDER --port N [--token T]: the pages with made-up data behind them, for work on the pages and for
// their tests. POST /mock {…} changes how it behaves: see `mood`. Prints "ready PORT".
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as data from "./mock-data.mjs";
import { picture } from "./mock-picture.mjs";
import { HEADERS, importCsv, sendFile } from "./mock-site.mjs";

const { values: options } = parseArgs({
  options: {
    site: { type: "string", default: "site" },
    port: { type: "string", default: "0" },
    token: { type: "string", default: "" },
    openapi: {
      type: "string",
      default: fileURLToPath(new URL("../../../src/serve/openapi.json", import.meta.url)),
    },
  },
});
let contents = [
  { name: "shelf-cereal", title: "Cereal end cap", cameras: ["entrance", "aisle-3"] },
  { name: "screen-coffee", title: "Coffee screen", cameras: ["shelf"] },
  { name: "poster", title: "Poster at the till", cameras: ["till"] },
];
let cameras = [
  data.camera("entrance", "shelf-cereal", 0),
  data.camera("aisle-3", "shelf-cereal", 1),
  data.camera("shelf", "screen-coffee", 2),
  data.camera("till", "poster", 3),
];
// ratings: status to answer with instead of storing; after: Retry-After; states: camera → [state, error]; silent: no live events; proposals: of the hub
const mood = {
  scope: "admin",
  raw_video: false,
  sample: true,
  least: 5,
  ratings: 0,
  after: "",
  states: {},
  proposals: [],
  silent: false,
};
const stored = new Map(),
  streams = new Set(),
  puts = [];

const live = () =>
  cameras.map((camera, at) => ({
    ...data.camera(camera.name, camera.content, at, ...(mood.states[camera.name] ?? [])),
    masks: camera.masks,
    zones: camera.zones,
    staff: camera.staff,
    ...(camera.held && { held: camera.held }),
    ...(camera.suspended && { suspended: camera.suspended }),
  }));
const status = () => ({
  version: "0.2.0",
  started_at: new Date(Date.now() - 4e6).toISOString(),
  uptime_s: 4000,
  demo: mood.sample,
  sample_data: mood.sample,
  time_zone: null,
  detector: { name: "retinaface", precision: "bf16", width: 640 },
  emotion: { name: "mien-emotion", precision: "bf16" },
  expressions: "all",
  workers: 2,
  privacy: { raw_video: mood.raw_video, min_audience: mood.least, retention_days: 30 },
  system: data.system(),
  scope: mood.scope,
});

function rate(body) {
  const list = body.ratings ?? [body];
  if (list.some((rating) => !contents.some((content) => content.name === rating.content)))
    return [422, { error: { where: "content", what: "unknown content", remedy: "Name one of /api/v1/contents." } }];
  let duplicates = 0;
  for (const rating of list) stored.has(rating.id) ? ++duplicates : stored.set(rating.id, rating);
  return [201, { added: list.length - duplicates, duplicates }];
}

function changeCamera(method, name, body) {
  const at = cameras.findIndex((camera) => camera.name === name);
  puts.push({ method, name, body });
  if (method === "DELETE") {
    cameras.splice(at, 1);
    return [200, {}];
  }
  if (!(at >= 0 && body.input === undefined) && !/^(rtsp|https?|loop|v4l2|\/)/.test(body.input ?? ""))
    return [
      422,
      {
        error: {
          where: `cameras.${name}.input`,
          what: `"${body.input}" is no address of a camera.`,
          remedy: "Give rtsp://, http(s)://, v4l2:, loop: or a path.",
        },
      },
    ];
  const next = {
    ...data.camera(name, body.content ?? "", Math.max(0, at)),
    zones: body.zones ?? {},
    masks: body.masks ?? {},
    staff: body.staff ?? {},
  };
  at < 0 ? cameras.push(next) : (cameras[at] = next);
  return [at < 0 ? 201 : 200, next];
}

// As the server: one that waits no longer is gone.
function decide(id, body) {
  puts.push({ method: "POST", name: `proposals/${id}`, body });
  if (!body.accept && !body.reason)
    return [422, { error: { where: "body", what: "lacks accept, your name or, to decline, a reason", remedy: "" } }];
  mood.proposals = mood.proposals.filter((one) => one.id !== id);
  return [200, { state: body.accept ? "accepted" : "declined", hub_told: true }];
}

// As the server: a pause of the camera, or of its figures alone.
function handOn(method, name, body) {
  const camera = cameras.find((one) => one.name === name);
  puts.push({ method, name, body });
  const since = "2026-11-03T09:00:00Z";
  if (method === "DELETE") {
    delete camera.held;
    delete camera.suspended;
    return [200, { resumed: true }];
  }
  if (body.figures_only) camera.suspended = { words: `figures suspended by ${body.name}: ${body.reason}`, since };
  else camera.held = { why: "paused", words: `paused by ${body.name}: ${body.reason}`, since };
  return [200, { paused: name, stored: !mood.locked }];
}

const reads = {
  status,
  cameras: () => ({ cameras: live() }),
  contents: () => ({ contents }),
  timeline: (query) => data.timeline(query, contents),
  relation: data.relation,
  tallies: () => ({
    tallies: Array.from({ length: 900 }, (_unused, at) => data.tally(contents, Date.now() - (900 - at) * 1000)),
  }),
  week: () => ({
    days: Array.from({ length: 7 }, (_, day) =>
      Array.from({ length: 24 }, (_, hour) =>
        hour < 9 || hour > 19 || (day === 6 && hour < 12)
          ? null
          : { people: 5 + ((day * 7 + hour * 3) % 40), exposures: 60, dwell_s: 4.2, valence: hour === 9 ? null : 0.12 },
      ),
    ),
  }),
  compare: (query) => ({
    rows: [
      {
        content: query.get("other_content") ? "" : "poster",
        title: query.get("other_content") ? "" : "Poster",
        measure: "valence",
        a: { mean: 0.1, values: 80 },
        b: { mean: 0.31, values: 95 },
        difference: { value: 0.21, low: 0.08, high: 0.34 },
        p: 0.0004,
        p_holm: 0.0008,
        more_stays: { a: 172, b: 157 },
      },
      {
        content: "",
        title: "",
        measure: "dwell_s",
        a: { mean: 4.1, values: 80 },
        b: { mean: 4.4, values: 95 },
        difference: { value: 0.3, low: -0.5, high: 1.1 },
        p: 0.4,
        p_holm: 0.4,
        more_stays: { a: 0, b: 0 },
      },
    ],
    comparisons: 2,
    correction: "Holm (p), Bonferroni (intervals)",
    withheld: ["shelf"],
  }),
  ranking: (query) => data.ranking(query.get("by"), contents),
  "contents/figures": () => ({
    contents: contents.map(({ name, title }, at) => ({
      content: name,
      title,
      figures: at === 2 ? { suppressed: true } : { ...data.figures(at, 400 - at * 90), valence: data.wholeValence(at) },
      ratings: at === 2 ? { suppressed: true } : { ratings: 183, mean: 4.02, answers: [5, 9, 30, 70, 69] },
    })),
  }),
  proposals: () => ({ hub: mood.proposals.length > 0, proposals: mood.proposals }),
  audit: () => ({
    entries: [{ time: new Date().toISOString(), who: "admin", action: "camera changed", detail: "aisle-3" }],
  }),
};

function stream(response) {
  response.writeHead(200, { ...HEADERS, "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  response.write(": hello\n\n");
  streams.add(response);
  response.on("close", () => streams.delete(response));
}
const tell = (name, value) => {
  if (!mood.silent)
    for (const response of streams) response.write(`event: ${name}\ndata: ${JSON.stringify(value)}\n\n`);
};
setInterval(() => {
  for (const camera of live()) if (camera.state === "live") tell("faces", data.faces(camera));
}, 200);
setInterval(() => {
  tell("cameras", { cameras: live() });
  tell("tally", data.tally(contents));
  tell("system", data.system());
}, 1000);

const allowed = (request) =>
  !options.token ||
  request.headers.cookie?.includes(`mien_token=${createHash("sha256").update(options.token).digest("hex")}`);

function api(request, url, text, json, response) {
  const path = decodeURIComponent(url.pathname.slice("/api/v1/".length)),
    body = () => JSON.parse(text || "{}");
  if (!allowed(request))
    return json(401, { error: { where: "", what: "An access token is needed.", remedy: "Sign in." } });
  if (path === "live") return stream(response);
  if (path === "openapi.json") return json(200, JSON.parse(readFileSync(options.openapi, "utf8")));
  if (path === "ratings" && mood.ratings)
    return json(
      mood.ratings,
      { error: { where: "", what: "Not now.", remedy: "" } },
      mood.after ? { "Retry-After": mood.after } : {},
    );
  if (path === "ratings") return json(...rate(body()));
  if (path === "ratings/import") return json(200, importCsv(text));
  if (path === "reload") return json(200, { added: ["door"], changed: [], removed: [], unchanged: ["till"] });
  if (path === "export.csv") return response.writeHead(200, { "Content-Type": "text/csv" }).end("begin,camera\n");
  const pictureOf = /^cameras\/(.+)\/picture$/.exec(path),
    hand = /^cameras\/(.+)\/pause$/.exec(path),
    one = /^cameras\/([^/]+)$/.exec(path);
  if (pictureOf)
    return pictureOf[1] === "till"
      ? response.writeHead(204, HEADERS).end()
      : response.writeHead(200, { ...HEADERS, "Content-Type": "image/svg+xml" }).end(picture(pictureOf[1]));
  const proposal = /^proposals\/(\d+)$/.exec(path);
  if (proposal) return json(...decide(Number(proposal[1]), body()));
  if (hand) return json(...handOn(request.method, hand[1], body()));
  if (one && request.method !== "GET") return json(...changeCamera(request.method, one[1], body()));
  const camera = one && cameras.find(({ name }) => name === one[1]);
  if (camera) {
    const { zones, masks, staff } = camera;
    const section = { detect: { fps: 5, width: 640 }, transport: "tcp", content: camera.content, zones, masks, staff };
    return json(200, { ...camera, ...(mood.scope === "admin" ? { section } : {}) });
  }
  const content = contents.find(({ name }) => path === `contents/${name}`);
  if (content) return json(200, content);
  return Object.hasOwn(reads, path)
    ? json(200, reads[path](url.searchParams))
    : json(404, { error: { where: path, what: "There is no such thing.", remedy: "" } });
}

createServer((request, response) => {
  let text = "";
  request
    .on("data", (part) => (text += part))
    .on("end", () => {
      const url = new URL(request.url, "http://mock");
      const json = (code, value, more = {}) =>
        response
          .writeHead(code, { ...HEADERS, "Content-Type": "application/json", ...more })
          .end(JSON.stringify(value));
      if (url.pathname === "/mock") {
        const change = JSON.parse(text || "{}");
        if (change.contents) contents = change.contents;
        if (change.cameras) cameras = change.cameras.map(([name, content], at) => data.camera(name, content, at));
        if (change.cut) for (const open of streams) open.destroy();
        Object.assign(mood, change);
        return json(200, { stored: [...stored.values()], puts });
      }
      if (url.pathname === "/login") {
        if (JSON.parse(text).token !== options.token)
          return json(401, {
            error: { where: "token", what: "This token is not known.", remedy: "Look into the configuration." },
          });
        return json(
          200,
          {},
          {
            "Set-Cookie": `mien_token=${createHash("sha256").update(options.token).digest("hex")}; HttpOnly; SameSite=Strict; Path=/`,
          },
        );
      }
      if (url.pathname.startsWith("/api/v1/")) return api(request, url, text, json, response);
      sendFile(options.site, url, contents, response);
    });
}).listen(Number(options.port), "127.0.0.1", function () {
  console.log(`ready ${this.address().port}`);
});
