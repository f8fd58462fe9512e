import { get, wordsOf } from "../api";
import { h } from "../dom";
import { dayAndClock } from "../format";
import { empty } from "../panels/panel";
import { table, worth } from "../panels/table";
import type { AuditEntry } from "../types";
import { dialog } from "./dialog";

/** Who looked at raw video and who changed what. */
export function auditDialog(): { open: () => void } {
  const place = h("div");
  const box = dialog("Audit log", place);
  return {
    open: () => {
      place.replaceChildren(empty("Loading…"));
      box.open();
      get<{ entries: AuditEntry[] }>("audit", { limit: 200 }).then(
        ({ entries }) =>
          place.replaceChildren(
            entries.length === 0
              ? empty("No entry yet.")
              : table(
                  "Audit log",
                  ["Time", "Who", "What", "Detail"],
                  entries.map((entry) => [
                    worth(dayAndClock(new Date(entry.time)), entry.time),
                    entry.who,
                    entry.action,
                    entry.detail,
                  ]),
                ),
          ),
        (error: unknown) => place.replaceChildren(empty(wordsOf(error))),
      );
    },
  };
}
