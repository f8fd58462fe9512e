// A camera's section of the configuration as a form: add, change, remove.
import { address, get, send } from "../api";
import { h } from "../dom";
import { shapesEditor, type Editor } from "../shapes/editor";
import type { Shapes } from "../shapes/drawing";
import type { Store } from "../store";
import type { Camera, CameraSection } from "../types";
import { dialog, field, form } from "./dialog";

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
    input: h("input", { autocomplete: "off", spellcheck: "false", placeholder: "rtsp://…" }),
    detectInput: h("input", { autocomplete: "off", spellcheck: "false" }),
    transport: select(["auto", "Automatic"], ["tcp", "TCP"], ["udp", "UDP"]),
    fps: h("input", { type: "number", min: "0.1", step: "any", inputmode: "decimal" }),
    width: h("input", { type: "number", min: "64", step: "1", inputmode: "numeric" }),
    sleep: select(
      ["", "The configuration's default"],
      ["keyframes", "Only keyframes while nobody is in view"],
      ["never", "Never"],
    ),
    content: h("input", { list: "known-contents", autocomplete: "off" }),
    contents,
  };
}
type Fields = ReturnType<typeof fieldsOf>;

/** What the server says of a camera to administrators, into the form. Addresses are not among it. */
function fill(fields: Fields, section: CameraSection): void {
  fields.fps.value = section.detect?.fps ? String(section.detect.fps) : "";
  fields.width.value = section.detect?.width ? String(section.detect.width) : "";
  fields.transport.value = section.transport ?? "auto";
  fields.sleep.value = section.sleep ?? "";
  if (typeof section.content === "string") fields.content.value = section.content;
  else if (section.content) fields.content.placeholder = "set by its schedule";
}

function sectionOf(fields: Fields, shapes: Shapes, known: CameraSection | null): CameraSection {
  const detect: NonNullable<CameraSection["detect"]> = {};
  if (fields.detectInput.value.trim()) detect.input = fields.detectInput.value.trim();
  if (fields.fps.value) detect.fps = Number(fields.fps.value);
  if (fields.width.value) detect.width = Number(fields.width.value);
  const section: CameraSection = {};
  if (fields.input.value.trim()) section.input = fields.input.value.trim();
  if (Object.keys(detect).length > 0) section.detect = detect;
  if (fields.transport.value !== "auto") section.transport = fields.transport.value;
  if (fields.sleep.value) section.sleep = fields.sleep.value;
  if (fields.content.value.trim()) section.content = fields.content.value.trim();
  else if (known && Array.isArray(known.content)) section.content = known.content; // its schedule
  return { ...section, ...shapes };
}

function layout(fields: Fields, camera: Camera | null, editor: Editor): Node[] {
  const keep = camera ? "Leave it empty to keep it; it is never sent to this page. " : "";
  return [
    camera
      ? h("p", {}, `Camera ${camera.name}.`)
      : field("Name", fields.name, "Letters, digits and hyphens; shown everywhere."),
    field(
      "Address",
      fields.input,
      `${keep}rtsp://, http(s)://; v4l2:/dev/video0 and loop:/folder/clip.mp4 if the configuration allows them.`,
    ),
    field(
      "Address of a smaller stream",
      fields.detectInput,
      `${camera ? "Leave it empty to keep it (with a new address: none). " : "Optional: "}Faces are searched in it; expressions are read from the large one.`,
    ),
    h(
      "div",
      { class: "columns" },
      field("Detections per second", fields.fps),
      field("Width in pixels", fields.width),
      field("Transport", fields.transport),
    ),
    field("Sleep", fields.sleep),
    field("Content", fields.content, "The content that people in front of this camera look at."),
    fields.contents,
    h("h3", {}, "Zones, masks, staff areas"),
    editor.node,
  ];
}

/** The section of a camera that is there, without its addresses. */
async function known(camera: Camera): Promise<CameraSection> {
  const { section } = await get<{ section?: CameraSection }>(`cameras/${encodeURIComponent(camera.name)}`);
  const { content, zones = {}, masks = {}, staff = {} } = camera;
  return section ?? { detect: { fps: camera.wanted_fps }, content, zones, masks, staff };
}

function pictureOf(camera: Camera | null): string | null {
  return camera?.last_frame ? address(`cameras/${encodeURIComponent(camera.name)}/picture`, { t: Date.now() }) : null;
}

export function cameraDialog(
  store: Store,
  announce: (words: string) => void,
): { open: (camera: Camera | null) => void } {
  const open = (camera: Camera | null, section: CameraSection | null) => {
    const fields = fieldsOf(store);
    const box = dialog(camera ? "Change camera" : "Add camera");
    const path = () => `cameras/${encodeURIComponent(camera?.name ?? fields.name.value.trim())}`;
    const { zones = {}, masks = {}, staff = {} } = section ?? {};
    const aspect = camera && camera.width > 0 ? camera.height / camera.width : 9 / 16;
    const editor = shapesEditor({ zones, masks, staff }, aspect, pictureOf(camera));
    if (section) fill(fields, section);
    const save = form(camera ? "Save" : "Add", layout(fields, camera, editor), async () => {
      if (!camera && !fields.name.value.trim()) throw new Error("Name: give the camera a name.");
      if (!camera && !fields.input.value.trim()) throw new Error("Address: enter the camera's address.");
      const sent = sectionOf(fields, editor.shapes(), section);
      store.changeCamera(await send<Camera>("PUT", path(), sent), false);
      announce(camera ? "Camera changed." : "Camera added.");
      box.close();
    });
    box.node.classList.add("wide");
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
    box.node.addEventListener("cancel", (event) => {
      if (editor.drawing()) event.preventDefault();
    });
    box.node.addEventListener("close", () => box.node.remove());
    box.open();
    (camera ? fields.content : fields.name).focus();
  };
  return {
    open: (camera) => {
      if (!camera) return open(null, null);
      known(camera).then(
        (section) => open(camera, section),
        () => open(camera, { content: camera.content }),
      );
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
          "It stops at once. Figures collected so far are kept. The configuration file is not changed: after a restart or reload the camera is back if the file names it.",
        ),
      ],
      remove,
    ),
  );
  return details;
}
