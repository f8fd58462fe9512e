// A camera's section of the configuration as a form: add, change, remove.
import { send } from "../api";
import { h } from "../dom";
import type { Store } from "../store";
import type { Camera, Polygons } from "../types";
import { dialog, field, form } from "./dialog";

type Section = Record<string, unknown>;

/** Text of a field of polygons, or the section's value; throws words for the reader. Pure. */
export function readPolygons(name: string, text: string): Polygons | undefined {
  if (text.trim() === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${name}: this is not JSON. Example: {"shelf": [[0.1, 0.2], [0.6, 0.2], [0.6, 0.9]]}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`${name}: a name with its corners is expected.`);
  return value as Polygons;
}

const written = (shapes: Polygons | undefined) =>
  shapes && Object.keys(shapes).length > 0 ? JSON.stringify(shapes) : "";
const select = (...values: [string, string][]) =>
  h("select", {}, ...values.map(([value, label]) => h("option", { value }, label)));

function fieldsOf(store: Store) {
  const contents = h(
    "datalist",
    { id: "known-contents" },
    ...store.contents.map((content) => h("option", { value: content.name }, content.title)),
  );
  return {
    name: h("input", { required: true, autocomplete: "off", spellcheck: "false" }),
    input: h("input", { required: true, autocomplete: "off", spellcheck: "false", placeholder: "rtsp://…" }),
    detectInput: h("input", { autocomplete: "off", spellcheck: "false" }),
    transport: select(["auto", "Automatic"], ["tcp", "TCP"], ["udp", "UDP"]),
    fps: h("input", { type: "number", min: "0.1", step: "any", inputmode: "decimal" }),
    width: h("input", { type: "number", min: "64", step: "1", inputmode: "numeric" }),
    sleep: select(
      ["", "As configured by default"],
      ["keyframes", "Keyframes only while nobody is seen"],
      ["never", "Never"],
    ),
    content: h("input", { list: "known-contents", autocomplete: "off" }),
    contents,
    zones: h("textarea", { rows: "2", spellcheck: "false" }),
    masks: h("textarea", { rows: "2", spellcheck: "false" }),
    staff: h("textarea", { rows: "2", spellcheck: "false" }),
  };
}
type Fields = ReturnType<typeof fieldsOf>;

function sectionOf(fields: Fields): Section {
  const detect: Section = {};
  if (fields.detectInput.value) detect.input = fields.detectInput.value.trim();
  if (fields.fps.value) detect.fps = Number(fields.fps.value);
  if (fields.width.value) detect.width = Number(fields.width.value);
  const section: Section = { input: fields.input.value.trim() };
  if (Object.keys(detect).length > 0) section.detect = detect;
  if (fields.transport.value !== "auto") section.transport = fields.transport.value;
  if (fields.sleep.value) section.sleep = fields.sleep.value;
  if (fields.content.value.trim()) section.content = fields.content.value.trim();
  for (const name of ["zones", "masks", "staff"] as const) {
    const shapes = readPolygons(name, fields[name].value);
    if (shapes) section[name] = shapes;
  }
  return section;
}

function layout(fields: Fields, camera: Camera | null): Node[] {
  return [
    camera
      ? h("p", {}, `Camera ${camera.name}. Its address is not sent to this page: enter it again.`)
      : field("Name", fields.name, "Letters, digits and hyphens; shown everywhere."),
    field(
      "Address",
      fields.input,
      "Path, rtsp://, http(s)://, v4l2:/dev/video0 or loop:clip.mp4. Passwords best as {MIEN_NAME} from the environment.",
    ),
    field(
      "Address of a smaller stream",
      fields.detectInput,
      "Optional: faces are looked for in it, expressions read from the large one.",
    ),
    h(
      "div",
      { class: "columns" },
      field("Analyses a second", fields.fps),
      field("Width in pixels", fields.width),
      field("Transport", fields.transport),
    ),
    field("Sleep", fields.sleep),
    field("Content", fields.content, "What the camera's audience looks at."),
    fields.contents,
    h(
      "details",
      {},
      h("summary", {}, "Zones, masks, staff areas"),
      field("Zones", fields.zones, "Name → corners, each [x, y] from 0 to 1, as JSON."),
      field("Masks", fields.masks, "Painted over before anything is analysed."),
      field("Staff areas", fields.staff, "Painted over likewise. Analysing staff is forbidden in the EU."),
    ),
  ];
}

export function cameraDialog(
  store: Store,
  announce: (words: string) => void,
): { open: (camera: Camera | null) => void } {
  return {
    open: (camera) => {
      const fields = fieldsOf(store);
      const box = dialog(camera ? "Change camera" : "Add camera");
      const path = () => `cameras/${encodeURIComponent(camera?.name ?? fields.name.value.trim())}`;
      if (camera) {
        fields.fps.value = camera.wanted_fps ? String(camera.wanted_fps) : "";
        fields.content.value = camera.content;
        for (const name of ["zones", "masks", "staff"] as const) fields[name].value = written(camera[name]);
      }
      const save = form(camera ? "Save" : "Add", layout(fields, camera), async () => {
        if (!camera && !fields.name.value.trim()) throw new Error("Name: give the camera a name.");
        if (!fields.input.value.trim()) throw new Error("Address: say where the pictures come from.");
        store.changeCamera(await send<Camera>("PUT", path(), sectionOf(fields)), false);
        announce(camera ? "Camera changed." : "Camera added.");
        box.close();
      });
      box.body.append(save);
      if (camera)
        box.body.append(
          remover(camera, async () => {
            await send("DELETE", path());
            store.changeCamera(camera, true);
            announce("Camera removed.");
            box.close();
          }),
        );
      box.node.addEventListener("close", () => box.node.remove());
      box.open();
      (camera ? fields.input : fields.name).focus();
    },
  };
}

/** Removing takes two presses: the second says what will happen. */
function remover(camera: Camera, remove: () => Promise<void>): HTMLElement {
  const details = h(
    "details",
    { class: "danger" },
    h("summary", {}, "Remove this camera"),
    form(
      `Remove ${camera.name}`,
      [
        h(
          "p",
          {},
          "It stops at once. Figures that were gathered stay. The configuration file is not changed: after a restart or reload the camera is back if the file names it.",
        ),
      ],
      remove,
    ),
  );
  return details;
}
