// A human hand on the cameras: one or all, with a name and a reason that the audit log keeps.
import { send } from "../api";
import { h } from "../dom";
import { dialog, field, form } from "./dialog";

/** `camera` null: all of them. */
export function pauseDialog(announce: (words: string) => void): { open: (camera: string | null) => void } {
  const name = h("input", { type: "text", maxlength: 200, autocomplete: "name", required: true });
  const reason = h("input", { type: "text", maxlength: 200, required: true });
  const whom = h("p", {});
  let camera: string | null = null;
  const box = dialog(
    "Pause",
    whom,
    form(
      "Pause now",
      [field("Your name", name), field("Reason", reason, "Both are kept in the audit log; the pause survives a restart.")],
      async () => {
        const path = camera === null ? "pause" : `cameras/${encodeURIComponent(camera)}/pause`;
        await send("POST", path, { name: name.value.trim(), reason: reason.value.trim() });
        announce(camera === null ? "All cameras are paused." : `Camera ${camera} is paused.`);
        box.close();
      },
    ),
  );
  return {
    open: (which) => {
      camera = which;
      whom.textContent =
        which === null
          ? "Every camera stops at once, including cameras that are added later."
          : `Camera ${which} stops at once: none of its pictures is analysed until the pause is ended.`;
      box.open();
    },
  };
}

/** Ends the pause of a camera, or every pause. */
export async function resume(camera: string | null): Promise<void> {
  await send("DELETE", camera === null ? "pause" : `cameras/${encodeURIComponent(camera)}/pause`);
}
