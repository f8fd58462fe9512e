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
    ...(result.ignored_columns.length > 0
      ? [h("p", { class: "note" }, `Columns that were not used: ${result.ignored_columns.join(", ")}.`)]
      : []),
    ...(bad.length > 0
      ? [
          table(
            "Lines that were not imported",
            ["Line", "Reason"],
            bad.map(({ line, reason }) => [String(line), reason]),
          ),
        ]
      : []),
  ];
}

export function importDialog(done: () => void): { open: () => void } {
  const file = h("input", { type: "file", accept: ".csv,text/csv", required: true });
  const result = h("div", { "aria-live": "polite" });
  const box = dialog(
    "Import ratings",
    h("p", {}, "A CSV file with a heading line. Needed columns: content, rating, time. Also read: scale, camera, id."),
    form(
      "Import",
      [field("CSV file", file, "Valid lines are imported even if others are not; importing a file twice adds nothing.")],
      async () => {
        const chosen = file.files?.[0];
        if (!chosen) throw new Error("Choose a file first.");
        result.replaceChildren(...report(await sendCsv<ImportReport>("ratings/import", await chosen.text())));
        done();
      },
    ),
    result,
  );
  return {
    open: () => {
      result.replaceChildren();
      file.value = "";
      box.open();
    },
  };
}
