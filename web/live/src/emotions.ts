// How each expression label looks: one colour (Okabe and Ito's palette, told apart with any colour vision), one dash
// pattern and one sign, the same everywhere. Colours are those of app.css.
import { capital } from "./format";
import type { Emotion } from "./types";

interface Look {
  dash: number[];
  sign: string;
}

const LOOKS: Record<Emotion, Look> = {
  happiness: { dash: [], sign: "▲" },
  surprise: { dash: [10, 4], sign: "◆" },
  neutral: { dash: [2, 4], sign: "●" },
  contempt: { dash: [14, 4, 2, 4], sign: "◣" },
  sadness: { dash: [6, 6], sign: "▼" },
  fear: { dash: [3, 3], sign: "◇" },
  disgust: { dash: [10, 3, 2, 3, 2, 3], sign: "■" },
  anger: { dash: [16, 6], sign: "✖" },
  unknown: { dash: [1, 6], sign: "?" },
};

export const lookOf = (emotion: string): Look => LOOKS[emotion as Emotion] ?? LOOKS.unknown;

/** CSS custom property of the label's colour. */
export const colourName = (emotion: string): string => `--${emotion in LOOKS ? emotion : "unknown"}`;

const known = new Map<string, string>();

/** The label's colour in the present theme. */
export function colourOf(emotion: string): string {
  const name = colourName(emotion),
    key = `${document.documentElement.dataset.theme} ${name}`;
  let colour = known.get(key);
  if (!colour)
    known.set(key, (colour = getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888888"));
  return colour;
}

let smiles = false;

/** Of a server that reads nothing but smiles: happiness is one, neutral is none. */
export const readsSmiles = (only: boolean): void => void (smiles = only);

/** The label for people: "Happiness", "No smile". */
export function labelWords(emotion: string): string {
  if (smiles && emotion === "happiness") return "Smile";
  if (smiles && emotion === "neutral") return "No smile";
  return capital(emotion);
}

/** Why an expression was not estimated, in words: "too small". */
export const doubtWords = (doubt: string): string => doubt.replaceAll("_", " ");
