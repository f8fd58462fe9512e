// A human hand on the cameras: one or all, with a name and a reason that the audit log keeps.
import { send } from "../api";
import { h } from "../dom";
import { dialog, field, form } from "./dialog";

/** `camera` null: all of them. */
export function pauseDialog(announce: (words: string) => void): { open: (camera: string | null) => void } {
  const name = h("input", { type: "text", maxlength: 200, autocomplete: "name", required: true });
  const reason = h("input", { type: "text", maxlength: 200, required: true });
  const figures = h("input", { type: "checkbox" });
  const only = field("Only its figures", figures, "The camera keeps running, but counts nobody in front of it.");
  const whom = h("p", {});
  let camera: string | null = null;
  const box = dialog(
    "Pause",
    whom,
    form(
      "Pause now",
      [field("Your name", name), field("Reason", reason, "Both are kept in the audit log; the pause survives a restart."), only],
      async () => {
        const path = camera === null ? "pause" : `cameras/${encodeURIComponent(camera)}/pause`;
        const hand = { name: name.value.trim(), reason: reason.value.trim() };
        const alone = camera !== null && figures.checked;
        const answer = await send<{ stored: boolean }>("POST", path, alone ? { ...hand, figures_only: true } : hand);
        const done = alone
          ? `The figures of camera ${camera} are suspended.`
          : camera === null
            ? "All cameras are paused."
            : `Camera ${camera} is paused.`;
        announce(answer.stored ? done : `${done} The database cannot be written now; the pause will be recorded there as soon as possible.`);
        box.close();
      },
    ),
  );
  return {
    open: (which) => {
      camera = which;
      only.hidden = which === null;
      figures.checked = false;
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
