// Charts and tables as files: PNG, SVG, CSV. Made in the page; nothing is asked of anybody.
import { announce, h } from "../dom";

/** Lines as CSV: quoted where needed, and no field that a spreadsheet takes for a formula. Pure. */
export function csvOf(lines: string[][]): string {
  const field = (text: string) => {
    const safe = /^[=+\-@\t]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return lines.map((line) => line.map(field).join(",") + "\r\n").join("");
}

/** "mien-ratings-against-expression.csv" Pure. */
export function fileName(title: string, ending: string): string {
  const words = title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  return `mien-${words.replaceAll(/^-+|-+$/g, "").slice(0, 60)}.${ending}`;
}

export function save(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const SCALE = 2; // PNG pixels a point

/** An SVG document of a known size as PNG. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = h("canvas", { width: image.naturalWidth * SCALE, height: image.naturalHeight * SCALE });
  const context = canvas.getContext("2d");
  if (!context) throw new Error("The browser cannot draw.");
  context.scale(SCALE, SCALE);
  context.drawImage(image, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser cannot write PNG."))), "image/png");
  });
}

/** What a chart can be saved as. */
export interface Savable {
  title: string;
  svg: () => string;
  lines: () => string[][];
}

/** Three buttons: PNG, SVG, CSV. */
export function saveButtons(chart: () => Savable): HTMLElement {
  const button = (label: string, act: (chart: Savable) => void | Promise<void>) =>
    h(
      "button",
      {
        type: "button",
        class: "quiet small",
        title: `Save this chart as ${label}`,
        "data-save": label.toLowerCase(),
        onclick: () => {
          const made = chart();
          Promise.resolve(act(made)).then(
            () => announce(`Saved as ${label}.`),
            (error: unknown) => announce(`Not saved: ${String((error as Error).message ?? error)}`),
          );
        },
      },
      label,
    );
  return h(
    "div",
    { class: "saves", role: "group", "aria-label": "Save this chart" },
    button("PNG", async (one) => save(fileName(one.title, "png"), await pngOf(one.svg()), "image/png")),
    button("SVG", (one) => save(fileName(one.title, "svg"), one.svg(), "image/svg+xml")),
    button("CSV", (one) => save(fileName(one.title, "csv"), csvOf(one.lines()), "text/csv;charset=utf-8")),
  );
}
