// What the store's hub proposes: each waits for an administrator's yes or no.
import { get, send, wordsOf } from "../api";
import { h } from "../dom";
import { empty } from "../panels/panel";
import type { Proposal } from "../types";
import { dialog, field, form } from "./dialog";

export const proposals = () => get<{ hub: boolean; proposals: Proposal[] }>("proposals");

/** `decided`: something waits no longer. */
export function proposalsDialog(announce: (words: string) => void, decided: () => void): { open: () => void } {
  const place = h("div");
  const box = dialog("Proposals of the hub", place);

  const one = (proposal: Proposal) => {
    const yes = h("option", { value: "yes" }, "Accept: the camera changes now, and in the file");
    const decision = h("select", {}, yes, h("option", { value: "no" }, "Decline: nothing changes"));
    const name = h("input", { type: "text", maxlength: 200, autocomplete: "name", required: true });
    const reason = h("input", { type: "text", maxlength: 200 });
    return h(
      "section",
      { class: "proposal", "data-id": proposal.id },
      h("h3", {}, `${proposal.id}: camera ${proposal.camera}`),
      h("p", {}, `${proposal.who} at the hub: ${proposal.words}`),
      h("ul", {}, ...proposal.changes.map((words) => h("li", {}, words))),
      form(
        "Decide",
        [
          field("Decision", decision),
          field("Your name", name, "The hub shows it, and the audit log keeps it."),
          field("Reason", reason, "Needed to decline; the hub shows it."),
        ],
        async () => {
          const accept = decision.value === "yes";
          const body = { accept, name: name.value.trim(), reason: reason.value.trim() };
          const { hub_told: told } = await send<{ hub_told: boolean }>("POST", `proposals/${proposal.id}`, body);
          announce(
            `Proposal ${proposal.id} is ${accept ? "accepted" : "declined"}.${told ? "" : " The hub did not answer; the server tells it with its next report."}`,
          );
          decided();
          show();
        },
      ),
    );
  };
  const show = () =>
    proposals().then(
      ({ hub, proposals: all }) => {
        const none = hub ? "The hub proposes nothing." : "This server reports to no hub (mien serve --hub).";
        place.replaceChildren(...(all.length === 0 ? [empty(none)] : all.map(one)));
      },
      (error: unknown) => place.replaceChildren(empty(wordsOf(error))),
    );
  return {
    open: () => {
      place.replaceChildren(empty("Loading…"));
      box.open();
      void show();
    },
  };
}
