// How the machine carries it: rates, latency, cores, drops; and the same per camera.
import { Sparkline } from "../charts/whiskers";
import { h, say } from "../dom";
import { bytes, duration, milliseconds, number, percent } from "../format";
import type { Store } from "../store";
import type { Camera, System } from "../types";
import { section } from "./panel";
import { table, worth, type Cell } from "./table";

interface Gauge {
  name: string;
  words: (system: System) => string;
  value: (system: System) => number;
  least: number;
  title: string;
}

const GAUGES: Gauge[] = [
  {
    name: "Pictures read",
    words: (s) => `${number(s.read_fps, 1)} fps`,
    value: (s) => s.read_fps,
    least: 1,
    title: "Over all cameras",
  },
  {
    name: "Analysed",
    words: (s) => `${number(s.detect_fps, 1)} /s`,
    value: (s) => s.detect_fps,
    least: 1,
    title: "Pictures in which faces were searched",
  },
  {
    name: "Latency, p99 of the slowest camera",
    words: (s) => milliseconds(s.p99_latency_ms),
    value: (s) => s.p99_latency_ms,
    least: 50,
    title:
      "From a picture's arrival to its estimate, over the last minute: 99 of 100 are faster at every camera. The tiles show the medians of the same minute",
  },
  {
    name: "Cores in use",
    words: (s) => `${number(s.cpu_share * s.cores, 2)} of ${number(s.cores)}`,
    value: (s) => s.cpu_share,
    least: 1,
    title: "CPU time of this program",
  },
  {
    name: "Workers busy",
    words: (s) => percent(s.workers_busy),
    value: (s) => s.workers_busy,
    least: 1,
    title: "Share of the inference threads at work",
  },
  {
    name: "Dropped",
    words: (s) => `${number(s.drops_per_s, 1)} /s`,
    value: (s) => s.drops_per_s,
    least: 5,
    title: "Pictures that were skipped for a newer one",
  },
  { name: "Memory", words: (s) => bytes(s.memory_bytes), value: (s) => s.memory_bytes, least: 1e8, title: "Resident" },
];

class Stat {
  readonly node: HTMLElement;
  private readonly figure = h("dd", { class: "figure" });
  private readonly line = new Sparkline();
  constructor(private readonly gauge: Gauge) {
    this.node = h("div", { class: "stat", title: gauge.title }, h("dt", {}, gauge.name), this.figure, this.line.node);
  }
  set(store: Store, system: System): void {
    say(this.figure, this.gauge.words(system));
    this.line.set(store.systems.slice(-120).map(this.gauge.value), this.gauge.least);
  }
}

function row(camera: Camera): Cell[] {
  const { p50, p95, p99 } = camera.latency_ms;
  return [
    camera.name,
    camera.asleep ? `${camera.state}, asleep` : camera.state,
    camera.width > 0 ? `${camera.width} × ${camera.height} ${camera.codec}` : "–",
    number(camera.read_fps, 1),
    worth(`${number(camera.detect_fps, 1)} of ${number(camera.wanted_fps, 1)}`, camera.detect_fps),
    number(p50),
    number(p95),
    number(p99),
    number(camera.drops),
    number(camera.damaged_packets),
    number(camera.reconnects),
    worth(duration(camera.cpu_seconds), camera.cpu_seconds),
  ];
}

const HEADS = [
  "Camera",
  "State",
  "Picture",
  "Read fps",
  "Analysed /s",
  "Median latency, ms",
  "p95, ms",
  "p99, ms",
  "Drops",
  "Damaged packets",
  "Reconnects",
  "CPU time",
];

export function systemPanel(store: Store): HTMLElement {
  const place = section("system", "System");
  const stats = GAUGES.map((gauge) => new Stat(gauge));
  const events = h("p", { class: "hint" });
  const details = h("details", { ontoggle: () => fillTable() }, h("summary", {}, "Each camera"), h("div"));
  place.body.append(h("dl", { class: "stats" }, ...stats.map((stat) => stat.node)), events, details);
  const fillTable = () => {
    if (details.open)
      details.lastElementChild?.replaceChildren(
        table("Cameras: rates and losses", HEADS, store.cameras.map(row), [3, 4, 5, 6, 7, 8, 9, 10, 11]),
      );
  };
  store.on("system", (system) => {
    if (document.hidden) return;
    for (const stat of stats) stat.set(store, system);
    say(
      events,
      `${number(system.subscribers)} ${system.subscribers === 1 ? "page watches" : "pages watch"} live; ${number(system.events_dropped)} live events were dropped for slow readers.`,
    );
  });
  store.on("cameras", fillTable);
  store.on("status", ({ detector, emotion, workers, version }) => {
    place.hint.textContent = `mien ${version} · faces: ${detector.name} at ${detector.width} px, ${detector.precision} · expressions: ${emotion.name}, ${emotion.precision} · ${workers} ${workers === 1 ? "worker" : "workers"}`;
  });
  return place.node;
}
