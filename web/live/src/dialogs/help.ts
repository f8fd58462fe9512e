import { h } from "../dom";
import type { Store } from "../store";
import { dialog } from "./dialog";

const entry = (term: string, words: string) => [h("dt", {}, term), h("dd", {}, words)];

export function helpDialog(store: Store): { open: () => void } {
  const box = dialog("How to read this");
  return {
    open: () => {
      const least = store.minAudience,
        days = store.status?.privacy.retention_days;
      box.body.replaceChildren(
        h(
          "p",
          {},
          "mien estimates how faces look, frame by frame, with a trained model. It does not know what anybody feels: people smile out of politeness, frown at the sun, and show little of what moves them. Read every figure as “how the faces in front of this content looked”, and compare contents, times and places rather than single values.",
        ),
        h(
          "dl",
          { class: "terms" },
          ...entry(
            "Expression estimate",
            "The label that the model gives a face, with its calibrated confidence. “Unknown” where a face is too small, turned away, blurred or cut off.",
          ),
          ...entry(
            "Valence",
            "−1 (unpleasant) to +1 (pleasant), derived from the model's probabilities; not measured directly.",
          ),
          ...entry(
            "95 % interval",
            "If the same store were observed many times, about 95 of 100 such intervals would hold the true mean. Intervals that overlap widely are no evidence of a difference.",
          ),
          ...entry(
            "Fewer than " + least + " people",
            `Figures of groups below ${least} ${least === 1 ? "person" : "people"} are not shown or exported. Hatched parts of a chart stand for such times.`,
          ),
          ...entry(
            "Verdict",
            "A permutation test against all other contents together, corrected for the number of contents. “No clear difference” does not mean that they are equal.",
          ),
          ...entry(
            "Ratings against expression",
            "Ratings from the kiosk are compared with the people seen near that content at that time. Raters and faces are not the same people, so a correlation describes contents and times, never a person.",
          ),
          ...entry(
            "Dwell, attention",
            "Time in the content's zone; share of that time with the face towards the camera.",
          ),
          ...entry(
            "Asleep",
            "Nobody is in the picture, so only keyframes are analysed. The camera wakes by itself.",
          ),
        ),
        h("h3", {}, "Limits"),
        h(
          "ul",
          {},
          h(
            "li",
            {},
            "The model errs more on small, dark or turned faces, and may err differently for groups of people who were rare in its training data.",
          ),
          h("li", {}, "Someone who leaves and returns is counted as another person: no identity is kept."),
          h(
            "li",
            {},
            "A difference between two contents may come from the time of day, the place or the crowd; swap contents between places before you decide.",
          ),
        ),
        h(
          "p",
          { class: "hint" },
          `No picture is stored${days ? `; figures are deleted after ${days} days` : ""}. Inferring emotions of staff at work is forbidden in the EU: mask staff areas.`,
        ),
      );
      box.open();
    },
  };
}
