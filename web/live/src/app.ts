// The dashboard: what is known (store), what is heard (stream), what is asked (api), and the panels that show it.
import "uplot/dist/uPlot.min.css";
import "./style/app.css";
import { address, ApiError, get, mayRead, send, whenUnauthorised, wordsOf } from "./api";
import { auditDialog } from "./dialogs/audit";
import { cameraDialog } from "./dialogs/camera";
import { helpDialog } from "./dialogs/help";
import { importDialog } from "./dialogs/import";
import { pauseDialog, resume } from "./dialogs/pause";
import { proposals, proposalsDialog } from "./dialogs/proposals";
import { signInDialog } from "./dialogs/sign_in";
import { announce, append, byId, h, icon } from "./dom";
import { header } from "./header";
import { camerasPanel } from "./panels/cameras";
import { comparePanel } from "./panels/compare";
import { dwellPanel } from "./panels/dwell";
import { nowPanel } from "./panels/now";
import { rankingPanel } from "./panels/ranking";
import { relationPanel } from "./panels/relation";
import { systemPanel } from "./panels/system";
import { isPaused } from "./panels/tile";
import { timelinePanel } from "./panels/timeline";
import { weekPanel } from "./panels/week";
import { Choice } from "./range";
import { Store } from "./store";
import { LiveStream } from "./stream";
import { applyTheme } from "./theme";
import type { Camera, Content, ReloadReport, Status, Tally } from "./types";
import { setZone } from "./zone";

const store = new Store();
const choice = new Choice();
const banners = byId("banners");

function banner(id: string, kind: string, ...content: (Node | string)[]): void {
  const known = document.getElementById(id);
  if (known) known.replaceChildren(icon("warning"), h("p", {}, ...content));
  else banners.append(h("div", { id, class: `banner ${kind}` }, icon("warning"), h("p", {}, ...content)));
}
const noBanner = (id: string) => document.getElementById(id)?.remove();

function showStatus(status: Status): void {
  if (status.sample_data)
    banner(
      "sample",
      "sample",
      h("b", {}, "Sample data. "),
      `Replayed sample clips, made-up ratings and a made-up week before now: not your store.${status.privacy.min_audience < 5 ? ` Groups of ${status.privacy.min_audience} are shown here; the usual minimum audience is 5.` : ""}`,
    );
  else noBanner("sample");
  if (status.privacy.raw_video)
    banner(
      "raw",
      "raw",
      h("b", {}, "Raw video is on. "),
      "The configuration lets administrators see unblurred pictures; each look is kept in the audit log.",
    );
  else noBanner("raw");
  if (status.privacy.live_view === false)
    banner("moment", "raw", h("b", {}, "The live view is off. "), "Only administrators see faces and live figures.");
  else noBanner("moment");
  const { min_audience: least, retention_days: days } = status.privacy;
  byId("foot").replaceChildren(
    h(
      "p",
      {},
      `mien ${status.version}. Expression estimates say how faces look, not what people feel. Figures of fewer than ${least} ${least === 1 ? "person" : "people"} are not shown${days ? `; all are deleted after ${days} days` : ""}.`,
    ),
    h(
      "p",
      {},
      h("a", { href: "/notice" }, "Notice for your visitors"),
      " · ",
      h("a", { href: "/api" }, "API"),
      " · ",
      h("a", { href: "/metrics" }, "Metrics"),
    ),
  );
}
store.on("status", showStatus);
store.on("live", (live) => {
  if (live === "lost")
    banner(
      "lost",
      "alarm",
      h("b", {}, "Connection lost. "),
      "The figures shown are not current; the page reconnects automatically.",
    );
  else noBanner("lost");
  announce(live === "lost" ? "Connection lost." : live === "live" ? "Live." : "");
});

const stream = new LiveStream(store, () => void load());
const signIn = signInDialog(() => void load());
whenUnauthorised(() => {
  stream.stop();
  store.setLive("connecting");
  signIn.open();
});

/** Everything that is asked once; also after signing in and after the connection came back. */
async function load(): Promise<void> {
  try {
    const status = await get<Status>("status");
    if (!mayRead(status.scope)) {
      signIn.open();
      return;
    }
    setZone(status.time_zone);
    store.setStatus(status);
    noBanner("problem");
    const [{ cameras }, { contents }, { tallies }] = await Promise.all([
      get<{ cameras: Camera[] }>("cameras"),
      get<{ contents: Content[] }>("contents"),
      status.privacy.live_view === false
        ? { tallies: [] }
        : get<{ tallies: Tally[] }>("tallies"),
    ]);
    store.setCameras(cameras);
    store.setContents(contents);
    store.setTallies(tallies);
    store.tell("refresh", undefined);
    void lookForProposals();
    if (store.live !== "live") stream.start();
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return; // the sign-in dialog goes on
    banner("problem", "alarm", wordsOf(error));
    setTimeout(() => void load(), 5000);
  }
}

/** The server hears of them once a minute. */
async function lookForProposals(): Promise<void> {
  if (!store.admin || document.hidden) return;
  const count = (await proposals().catch(() => ({ proposals: [] }))).proposals.length;
  if (count === 0) return noBanner("proposals");
  const look = h("button", { type: "button", class: "quiet", onclick: () => hub.open() }, "Look at them");
  const words = count === 1 ? "The hub proposes a change of a camera. " : `The hub proposes ${count} changes of cameras. `;
  banner("proposals", "sample", h("b", {}, words), look);
}

async function reload(): Promise<void> {
  try {
    const { added, changed, removed } = await send<ReloadReport>("POST", "reload");
    const parts = [
      ["added", added],
      ["changed", changed],
      ["removed", removed],
    ] as const;
    const words = parts
      .filter(([, names]) => names.length > 0)
      .map(([what, names]) => `${what}: ${names.join(", ")}`)
      .join("; ");
    banner("reloaded", "sample", `Configuration read again. ${words || "Nothing changed."}`);
    noBanner("problem");
    setTimeout(() => noBanner("reloaded"), 8000);
    await load();
  } catch (error) {
    banner("problem", "alarm", h("b", {}, "The configuration was not accepted. "), wordsOf(error));
  }
}

/** Ends a pause: a camera's, or all. */
async function letGoOn(camera: string | null): Promise<void> {
  try {
    await resume(camera);
    announce(camera === null ? "Every pause is ended." : `The pause of camera ${camera} is ended.`);
  } catch (error) {
    banner("problem", "alarm", wordsOf(error));
  }
}

function refreshLoop(): void {
  let waited = 0;
  setInterval(() => {
    if (document.hidden) return;
    if (++waited < choice.range.every) return;
    waited = 0;
    store.tell("refresh", undefined);
  }, 1000);
}

applyTheme();
const help = helpDialog(store),
  imports = importDialog(() => store.tell("refresh", undefined)),
  audit = auditDialog();
const cameras = cameraDialog(store, announce),
  pauses = pauseDialog(announce),
  hub = proposalsDialog(announce, () => void load());
append(
  byId("top"),
  header(store, choice, {
    help: help.open,
    signIn: signIn.open,
    importRatings: imports.open,
    audit: audit.open,
    proposals: hub.open,
    pauseAll: () => pauses.open(null),
    resumeAll: () => void letGoOn(null),
    reload: () => void reload(),
    exportAddress: () => {
      const { from, to } = choice.query();
      return address("export.csv", { span: choice.range.span, from, to });
    },
  }),
);
byId("main").replaceChildren(
  h("h1", { class: "hidden" }, "mien, live"),
  camerasPanel(store, announce, cameras.open, (camera) =>
    isPaused(camera) ? void letGoOn(camera.name) : pauses.open(camera.name),
  ),
  nowPanel(store),
  timelinePanel(store, choice),
  rankingPanel(store, choice),
  relationPanel(store, choice),
  dwellPanel(store, choice),
  weekPanel(store, choice),
  comparePanel(store, choice),
  systemPanel(store),
);
store.on("roster", () => {
  void get<{ contents: Content[] }>("contents").then(
    ({ contents }) => store.setContents(contents),
    () => {},
  );
});
store.on("range", () => announce(`Figures ${choice.words}.`));
refreshLoop();
setInterval(() => void lookForProposals(), 60_000);
void load();
