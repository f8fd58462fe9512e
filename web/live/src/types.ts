// The shapes of /api/v1 (docs: /api/v1/openapi.json). Times are RFC 3339, shares 0..1, null is "not known".

export const EMOTIONS = [
  "happiness",
  "surprise",
  "neutral",
  "contempt",
  "sadness",
  "fear",
  "disgust",
  "anger",
  "unknown",
] as const;
export type Emotion = (typeof EMOTIONS)[number];

export interface Suppressed {
  suppressed: true;
}
export type Guarded<T> = T | Suppressed;
export const isSuppressed = (value: unknown): value is Suppressed =>
  typeof value === "object" && value !== null && (value as { suppressed?: unknown }).suppressed === true;

/** null: shown by too few people to be told. */
export type Shares = Partial<Record<Emotion, number | null>>;
export type Scope = "none" | "read" | "rate" | "admin";
export type Points = [number, number][];
export type Polygons = Record<string, Points>;

export interface Estimate {
  value: number;
  low: number;
  high: number;
}

export interface Camera {
  name: string;
  state: "connecting" | "live" | "stalled" | "failed";
  error: string;
  asleep: boolean;
  width: number;
  height: number;
  codec: string;
  frames_read: number;
  frames_decoded: number;
  frames_passed_over: number;
  frames_inferred: number;
  faces: number;
  drops: number;
  damaged_packets: number;
  reconnects: number;
  read_fps: number;
  detect_fps: number;
  wanted_fps: number;
  latency_ms: { p50: number; p95: number; p99: number };
  cpu_seconds: number;
  last_frame: string | null;
  content: string;
  fitness?: { fit: boolean; drifted: boolean; words: string } | null; // of what it sees
  held?: { why: "paused" | "notice"; words: string; since: string | null } | null; // why it does not run
  suspended?: { words: string; since: string } | null; // why it runs and is in no figure
  zones?: Polygons;
  masks?: Polygons;
  staff?: Polygons;
}

/** A camera's section of the configuration; without its addresses where the server tells it. */
export interface CameraSection {
  input?: string;
  detect?: { input?: string; fps?: number; width?: number };
  transport?: string;
  sleep?: string;
  content?: string | object[];
  zones?: Polygons;
  masks?: Polygons;
  staff?: Polygons;
}

export interface System {
  cores: number;
  cpu_share: number;
  workers_busy: number;
  memory_bytes: number;
  read_fps: number;
  detect_fps: number;
  drops_per_s: number;
  p99_latency_ms: number;
  subscribers: number;
  events_dropped: number;
}

export interface Status {
  version: string;
  started_at: string;
  uptime_s: number;
  demo: boolean;
  sample_data: boolean;
  time_zone: string | null; // of the store's days
  detector: { name: string; precision: string; width: number };
  emotion: { name: string; precision: string };
  expressions: "all" | "smile" | "none";
  workers: number;
  privacy: { raw_video: boolean; live_view?: boolean; min_audience: number; retention_days: number };
  system: System;
  scope: Scope;
}

export interface Content {
  name: string;
  title: string;
  cameras: string[];
}

export interface Figures {
  exposures: number;
  people: number;
  dwell_s: number;
  dwell_spread_s: number;
  attention: number | null;
  valence: number | null;
  valence_spread: number;
  change: number | null;
  emotions: Shares;
  reaction_share: number | null;
  reaction_delay_s: number | null;
}
export interface Ratings {
  ratings: number;
  mean: number;
  answers: number[] | null;
}
export interface ContentFigures {
  content: string;
  title: string;
  figures: Guarded<Figures>;
  ratings: Guarded<Ratings>;
}
export interface WeekCell {
  people: number;
  exposures: number;
  dwell_s: number;
  valence: number | null;
}
/** Monday first, 24 hours each. */
export type WeekDays = (WeekCell | null)[][];
export interface ComparedRow {
  content: string;
  title: string;
  measure: "valence" | "dwell_s" | "rating" | "smiles";
  a: { mean: number; values: number };
  b: { mean: number; values: number };
  difference: Estimate;
  p: number;
  p_holm: number;
  more_stays: { a: number; b: number };
}
export interface Compared {
  rows: ComparedRow[];
  comparisons: number;
  withheld: string[];
}
export interface TimelinePoint {
  begin: string;
  end: string;
  figures: Guarded<Figures>;
}
export interface Timeline {
  span: "hour" | "part" | "day" | "week";
  points: TimelinePoint[];
}

export interface Standing {
  values: number;
  mean: Estimate;
  difference: number;
  p: number;
  p_holm: number;
}
export interface Ranked {
  content: string;
  title: string;
  standing: Guarded<Standing>;
}
export interface Ranking {
  by: "valence" | "rating";
  ranking: Ranked[];
}

export type Lift = { emotion: Emotion } & Guarded<{ ratings: number; mean: number; difference: Estimate | null }>;
export interface Agreement {
  rows: string[];
  columns: string[];
  cells: (number | null)[][];
  share: number | null;
  kappa: number | null;
}
export interface Relation {
  pairs: number; // stretches of time
  ratings: number;
  people: number;
  spearman: Estimate | null;
  kendall: Estimate | null;
  lifts: Lift[];
  agreement: Agreement;
  notices: string[];
}

export interface TallyContent {
  content: string;
  faces_now: number;
  people: number | null;
  valence: number | null;
  emotions: Shares | null;
  suppressed: boolean;
}
export interface Tally {
  time: string;
  contents: TallyContent[];
}

export interface Face {
  box: [number, number, number, number]; // x, y, width, height; shares of the picture
  id: number;
  emotion: Emotion;
  confidence: number;
  valence: number;
  arousal: number;
  doubt: string;
  zone: string;
}
export interface FacesEvent {
  camera: string;
  time: string;
  width: number;
  height: number;
  latency_ms: number;
  content: string;
  faces: Face[];
}

export interface ImportReport {
  imported: number;
  duplicates: number;
  local_times: number;
  repeated_times: number;
  bad_lines: { line: number; reason: string }[];
  bad_causes: { lines: number; first: number; reason: string; remedy: string }[];
  ignored_columns: string[];
}
export interface ReloadReport {
  added: string[];
  changed: string[];
  removed: string[];
  unchanged: string[];
}
export interface Proposal {
  id: number;
  camera: string;
  words: string;
  who: string;
  made: string;
  changes: string[];
}
export interface AuditEntry {
  time: string;
  who: string;
  action: string;
  detail: string;
}
