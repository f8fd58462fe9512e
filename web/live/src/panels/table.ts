// Tables that sort and copy. A press on a heading sorts, another one turns it round, a third gives the first order back.
import { toClipboard } from "../clipboard";
import { announce, h } from "../dom";
import { csvOf, save, fileName } from "../charts/save";

/** What a cell shows, and what it is worth to who sorts or copies: null is withheld or not known, and sorts last. */
export interface Worth {
  show: string | Node;
  value: number | string | null;
  copy?: string; // in place of `value`
}
export type Cell = string | Node | Worth;

export const worth = (show: string | Node, value: number | string | null, copy?: string): Worth =>
  copy === undefined ? { show, value } : { show, value, copy };

const isWorth = (cell: Cell): cell is Worth => typeof cell === "object" && Object.hasOwn(cell, "show");
const shown = (cell: Cell): string | Node => (isWorth(cell) ? cell.show : cell);

/** What a table's text is worth: its first number where it begins with one, else itself; "–" nothing. Pure. */
export function worthOfText(text: string): number | string | null {
  const plain = text
    .trim()
    .replaceAll("−", "-")
    .replaceAll("\u00a0", " ")
    .replaceAll(/(\d),(?=\d{3})/g, "$1");
  if (plain === "" || plain === "–") return null;
  const found = /^[+-]?\d+(?:\.\d+)?(?=$|[\s%×/])/.exec(plain);
  return found ? Number(found[0]) : plain;
}

function valueOf(cell: Cell | undefined): number | string | null {
  if (cell === undefined) return null;
  if (isWorth(cell)) return cell.value;
  if (cell instanceof Element && cell.classList.contains("suppressed")) return null;
  return worthOfText(typeof cell === "string" ? cell : (cell.textContent ?? ""));
}

/** The cell as a line of a spreadsheet has it. */
export function copyOf(cell: Cell | undefined): string {
  if (cell === undefined) return "";
  if (isWorth(cell) && cell.copy !== undefined) return cell.copy;
  if (isWorth(cell) && cell.value !== null) return String(cell.value);
  const what = shown(cell);
  const text = (typeof what === "string" ? what : (what.textContent ?? "")).replaceAll("\u00a0", " ").trim();
  return text === "–" ? "" : text;
}

/** Order of two worths: numbers by size, before texts; null last whichever way. Pure. */
export function compare(a: number | string | null, b: number | string | null, down: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const way = down ? -1 : 1;
  if (typeof a === "number" && typeof b === "number") return (a - b) * way;
  if (typeof a !== typeof b) return (typeof a === "number" ? -1 : 1) * way;
  return String(a).localeCompare(String(b), "en", { numeric: true }) * way;
}

interface Order {
  column: number;
  down: boolean;
}
const orders = new Map<string, Order>(); // by the table's headings: a table that is made anew keeps its order

function bodyRow(row: Cell[], heads: string[], kind: (at: number) => string | null): HTMLElement {
  const cells = row.map((cell, at) =>
    at === 0
      ? h("th", { scope: "row" }, shown(cell))
      : h(
          "td",
          {
            class: kind(at),
            "data-label": heads[at] ?? "",
            colspan: at === row.length - 1 && row.length < heads.length ? heads.length - at : null,
          },
          shown(cell),
        ),
  );
  return h("tr", {}, ...cells);
}

function tools(caption: string, lines: () => string[][]): HTMLElement {
  const copy = h(
    "button",
    {
      type: "button",
      class: "quiet small",
      "aria-label": `Copy the table: ${caption}`,
      title: "Copy the table, for a spreadsheet",
      onclick: () =>
        toClipboard(
          lines()
            .map((line) => line.map((text) => text.replaceAll(/[\t\n\r]+/g, " ")).join("\t"))
            .join("\n"),
        ).then(
          () => announce("Table copied."),
          (error: unknown) => announce(String((error as Error).message)),
        ),
    },
    "Copy",
  );
  const csv = h(
    "button",
    {
      type: "button",
      class: "quiet small",
      "aria-label": `Save the table as CSV: ${caption}`,
      title: "Save the table as CSV",
      onclick: () => save(fileName(caption, "csv"), csvOf(lines()), "text/csv;charset=utf-8"),
    },
    "CSV",
  );
  return h("div", { class: "tabletools" }, copy, csv);
}

/** A table with a caption that only screen readers are told, and a scroll box of its own on narrow pages. The last cell of a
    short row spans the rest. */
export function table(caption: string, heads: string[], rows: Cell[][], numeric: number[] = []): HTMLElement {
  const kind = (at: number) => (numeric.includes(at) ? "n" : null);
  const key = heads.join("|");
  const body = h("tbody");
  const sorted = (): Cell[][] => {
    const order = orders.get(key);
    if (!order) return rows;
    return [...rows].sort((a, b) => compare(valueOf(a[order.column]), valueOf(b[order.column]), order.down));
  };
  const headings = heads.map((head, at) => {
    const button = h("button", { type: "button", class: "sort", onclick: () => turn(at) }, head);
    return h("th", { scope: "col", class: kind(at) }, head === "" || rows.length < 2 ? head : button);
  });
  const show = () => {
    const order = orders.get(key);
    headings.forEach((heading, at) => {
      if (order?.column === at) heading.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    });
    body.replaceChildren(...sorted().map((row) => bodyRow(row, heads, kind)));
  };
  const turn = (column: number) => {
    const order = orders.get(key);
    const firstDown = numeric.includes(column); // the largest figure first
    if (order?.column !== column) orders.set(key, { column, down: firstDown });
    else if (order.down === firstDown) orders.set(key, { column, down: !firstDown });
    else orders.delete(key);
    show();
  };
  show();
  const element = h(
    "table",
    {},
    h("caption", { class: "hidden" }, caption),
    h("thead", {}, h("tr", {}, ...headings)),
    body,
  );
  return h(
    "div",
    { class: "tablebox" },
    h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption }, element),
    tools(caption, () => [heads, ...sorted().map((row) => heads.map((_head, at) => copyOf(row[at])))]),
  );
}
