// What the faces before each content show at this moment: the last 60 seconds.
import { shareBar } from "../charts/whiskers";
import { leading } from "../charts/shares";
import { h, say } from "../dom";
import { capital, count, percent, signed } from "../format";
import type { Store } from "../store";
import type { Tally, TallyContent } from "../types";
import { empty, section } from "./panel";

class Card {
  readonly node: HTMLElement;
  private readonly title = h("h3");
  private readonly faces = h("dd", { class: "figure" });
  private readonly valence = h("dd", { class: "figure" });
  private readonly bar = h("div");
  private readonly words = h("p", { class: "hint" });

  constructor() {
    this.node = h(
      "article",
      { class: "card" },
      this.title,
      h(
        "dl",
        { class: "pair" },
        h("div", {}, h("dt", {}, "Faces now"), this.faces),
        h("div", {}, h("dt", {}, "Valence, last minute"), this.valence),
      ),
      this.bar,
      this.words,
    );
  }

  set(tally: TallyContent, store: Store): void {
    say(this.title, store.titleOf(tally.content));
    say(this.faces, String(tally.faces_now));
    this.valence.classList.toggle("suppressed", tally.suppressed);
    say(this.valence, tally.suppressed ? store.suppressedWords : signed(tally.valence));
    const first = tally.emotions ? leading(tally.emotions) : null;
    this.bar.replaceChildren(...(tally.emotions && first && !tally.suppressed ? [shareBar(tally.emotions)] : []));
    say(
      this.words,
      tally.suppressed
        ? "Shares are shown from that many people on."
        : first
          ? `${capital(first.emotion)} most often, ${percent(first.share)} of the time; ${count(tally.people ?? 0, "person", "people")}.`
          : tally.people
            ? "Each expression was shown by too few people."
            : "Nobody in the last minute.",
    );
  }
}

export function nowPanel(store: Store): HTMLElement {
  const place = section("now", "Right now", "The last 60 seconds, per content, over all its cameras.");
  const cards = new Map<string, Card>();
  const grid = h("div", { class: "cards" });
  const none = empty("No content is showing.");
  place.body.append(none, grid);
  const show = (tally: Tally) => {
    none.hidden = tally.contents.length > 0;
    for (const [name, card] of cards)
      if (!tally.contents.some((one) => one.content === name)) {
        card.node.remove();
        cards.delete(name);
      }
    for (const one of tally.contents) {
      let card = cards.get(one.content);
      if (!card) {
        card = new Card();
        cards.set(one.content, card);
        grid.append(card.node);
      }
      card.set(one, store);
    }
  };
  store.on("tally", show);
  store.on("tallies", (all) => {
    const last = all.at(-1);
    if (last) show(last);
  });
  return place.node;
}
