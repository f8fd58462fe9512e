// The camera tiles.
import { h, icon } from "../dom";
import type { Store } from "../store";
import type { Camera } from "../types";
import { empty, section } from "./panel";
import { Tile } from "./tile";

/** "aisle: stalled", for those who are told of changes, not of frames. */
export function changeWords(before: Map<string, string>, cameras: Camera[]): string[] {
  return cameras
    .filter((camera) => before.has(camera.name) && before.get(camera.name) !== camera.state)
    .map(
      (camera) =>
        `Camera ${camera.name} is ${camera.state}${camera.error && camera.state !== "live" ? `: ${camera.error}` : ""}.`,
    );
}

export function camerasPanel(
  store: Store,
  announce: (words: string) => void,
  edit: (camera: Camera | null) => void,
  pause: (camera: Camera) => void,
): HTMLElement {
  const place = section("cameras", "Cameras");
  const grid = h("div", { class: "tiles" });
  const none = empty("No camera yet.");
  const tiles = new Map<string, Tile>();
  let states = new Map<string, string>();
  let raw = false;
  place.body.append(none, grid);

  const add = h(
    "button",
    { type: "button", class: "quiet", hidden: true, onclick: () => edit(null) },
    icon("plus"),
    "Add camera",
  );
  const look = h(
    "button",
    {
      type: "button",
      class: "quiet",
      hidden: true,
      "aria-pressed": "false",
      onclick: () => {
        raw = !raw;
        look.setAttribute("aria-pressed", String(raw));
        rawNotice.hidden = !raw;
      },
    },
    icon("eye"),
    "Raw video",
  );
  const rawNotice = h(
    "p",
    { class: "rawnotice", role: "status", hidden: true },
    icon("eye"),
    "Raw video is on: faces are shown unblurred on this page, and the server keeps an audit entry of it.",
  );
  place.tools.append(look, add);
  place.node.insertBefore(rawNotice, place.body);

  store.on("status", (status) => {
    add.hidden = status.scope !== "admin";
    look.hidden = !(status.scope === "admin" && status.privacy.raw_video);
    if (look.hidden && raw) {
      raw = false;
      rawNotice.hidden = true;
    }
    place.hint.textContent =
      "Faces are blurred in every picture; a label is an expression estimate with its confidence.";
  });
  store.on("cameras", (cameras) => {
    none.hidden = cameras.length > 0;
    grid.dataset.count = String(cameras.length);
    for (const [name, tile] of tiles) {
      if (cameras.some((camera) => camera.name === name)) continue;
      tile.close();
      tile.node.remove();
      tiles.delete(name);
    }
    for (const camera of cameras) {
      const known = tiles.get(camera.name);
      if (known) {
        known.set(camera);
        continue;
      }
      const tile = new Tile(camera, store, () => raw, edit, pause);
      tiles.set(camera.name, tile);
      grid.append(tile.node);
    }
    for (const words of changeWords(states, cameras)) announce(words);
    states = new Map(cameras.map((camera) => [camera.name, camera.state]));
  });
  store.on("faces", (event) => tiles.get(event.camera)?.faces(event));

  const draw = (now: number) => {
    for (const tile of tiles.values()) tile.draw(now);
    requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
  return place.node;
}
