import { sendCsv } from "../api";
import { h } from "../dom";
import { count, number } from "../format";
import { table } from "../panels/table";
import type { ImportReport } from "../types";
import { dialog, field, form } from "./dialog";

/** What an import did, bad lines listed. */
function report(result: ImportReport): Node[] {
  const bad = result.bad_lines;
  return [
    h(
      "p",
      { class: "finding" },
      `${count(result.imported, "rating", "ratings")} imported, ${number(result.duplicates)} already imported, ${count(bad.length, "bad line", "bad lines")}.`,
    ),
    ...(result.repeated_times > 0
      ? [
          h(
            "p",
            { class: "note" },
            `${count(result.repeated_times, "time is", "times are")} in an hour that came twice when the clock was set back, and taken as the first of the two.`,
          ),
        ]
      : []),
    ...(result.ignored_columns.length > 0
      ? [h("p", { class: "note" }, `Columns that were not used: ${result.ignored_columns.join(", ")}.`)]
      : []),
    ...(bad.length > 0
      ? [
          table(
            "Why lines were not imported",
            ["Lines", "First", "Reason", "Remedy"],
            result.bad_causes.map(({ lines, first, reason, remedy }) => [
              number(lines),
              String(first),
              reason,
              remedy || "see each line below",
            ]),
          ),
          table(
            "Lines that were not imported",
            ["Line", "Reason"],
            bad.map(({ line, reason }) => [String(line), reason]),
          ),
        ]
      : []),
  ];
}

/** A choice; the first one is what the file itself tells. */
function choice(...options: [value: string, label: string][]): HTMLSelectElement {
  return h("select", {}, ...options.map(([value, label]) => h("option", { value }, label)));
}

/** The options of `mien ratings import`. */
function importOptions(): { node: HTMLElement; values: () => Record<string, string>; reset: () => void } {
  const fields = {
    dates: choice(
      ["", "Decided by other dates"],
      ["day-first", "Day first: 3/11 is 3 November"],
      ["month-first", "Month first: 3/11 is 11 March"],
    ),
    utc_offset: h("input", { placeholder: "the store's clock", pattern: "[+-]\\d\\d:\\d\\d", size: 8 }),
    separator: choice(
      ["", "Taken from the first line"],
      ["comma", "Comma"],
      ["semicolon", "Semicolon"],
      ["tab", "Tab"],
      ["bar", "Bar |"],
    ),
    encoding: choice(
      ["", "Detected"],
      ["utf-8", "UTF-8"],
      ["windows-1252", "Windows-1252 (Excel's plain CSV)"],
      ["utf-16le", "UTF-16, little endian"],
      ["utf-16be", "UTF-16, big endian"],
    ),
    scale: h("input", { type: "number", min: 2, max: 1000, placeholder: "5" }),
    source: h("input", { placeholder: "csv" }),
  };
  const node = h(
    "details",
    {},
    h("summary", {}, "Options"),
    h(
      "div",
      { class: "columns" },
      field("Order of dates", fields.dates),
      field("Times without a zone are at", fields.utc_offset, "As +01:00; empty: the store's clock."),
      field("Separator", fields.separator),
      field("Encoding", fields.encoding),
      field("Highest answer", fields.scale),
      field("Name of the till or survey", fields.source, "An id identifies one rating of it permanently."),
    ),
  );
  return {
    node,
    values: () => Object.fromEntries(Object.entries(fields).map(([name, input]) => [name, input.value.trim()])),
    reset: () => {
      for (const input of Object.values(fields)) input.value = "";
    },
  };
}

export function importDialog(done: () => void): { open: () => void } {
  const file = h("input", { type: "file", accept: ".csv,text/csv", required: true });
  const options = importOptions();
  const result = h("div", { "aria-live": "polite" });
  const box = dialog(
    "Import ratings",
    h("p", {}, "A CSV file with a heading line. Needed columns: content, rating, time. Also read: scale, camera, id."),
    form(
      "Import",
      [
        field("CSV file", file, "Valid lines are imported even if others are not; importing a file twice adds nothing."),
        options.node,
      ],
      async () => {
        const chosen = file.files?.[0];
        if (!chosen) throw new Error("Choose a file first.");
        result.replaceChildren();
        result.append(...report(await sendCsv<ImportReport>("ratings/import", chosen, options.values())));
        done();
      },
    ),
    result,
  );
  return {
    open: () => {
      result.replaceChildren();
      file.value = "";
      options.reset();
      box.open();
    },
  };
}
