// What the faces before each content show at this moment: the last 60 seconds.
import { shareBar } from "../charts/whiskers";
import { leading } from "../charts/shares";
import { h, say } from "../dom";
import { labelWords } from "../emotions";
import { count, percent, signed } from "../format";
import type { Moment } from "../charts/shares";
import { ValenceLine } from "../charts/line";
import type { Store } from "../store";
import type { Tally, TallyContent } from "../types";
import { empty, section } from "./panel";

const STRIP_S = 900;

/** The tallies of one content as moments. Pure. */
export function momentsOfTallies(tallies: Tally[], content: string): Moment[] {
  const moments: Moment[] = [];
  for (const tally of tallies) {
    const one = tally.contents.find((each) => each.content === content);
    if (!one) continue;
    const shares = one.suppressed || !one.people ? null : one.emotions;
    const valence = one.suppressed ? null : one.valence;
    moments.push({
      at: Date.parse(tally.time) / 1000,
      shares,
      valence,
      suppressed: one.suppressed && one.people !== 0,
    });
  }
  return moments;
}

class Card {
  readonly node: HTMLElement;
  private readonly title = h("h3");
  private readonly faces = h("dd", { class: "figure" });
  private readonly valence = h("dd", { class: "figure" });
  private readonly bar = h("div");
  private readonly words = h("p", { class: "hint" });
  private readonly line = new ValenceLine();

  constructor() {
    this.line.plot.place.setAttribute("role", "img");
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
      h("p", { class: "axis" }, "Valence of the minute before, second by second"),
      this.line.plot.place,
    );
  }

  /** The last quarter of an hour. */
  draw(tallies: Tally[], content: string, title: string): void {
    const to = Date.parse(tallies.at(-1)?.time ?? "") / 1000;
    if (!Number.isFinite(to)) return;
    this.line.set(momentsOfTallies(tallies, content), to - STRIP_S, to);
    const words = `${title}: valence of the minute before, second by second, over the last 15 minutes.`;
    this.line.plot.place.setAttribute("aria-label", words);
  }

  redraw(): void {
    this.line.plot.redraw();
  }

  set(tally: TallyContent, store: Store): void {
    say(this.title, store.titleOf(tally.content));
    say(this.faces, String(tally.faces_now));
    const withheld = tally.suppressed && tally.people !== 0;
    this.valence.classList.toggle("suppressed", withheld);
    say(this.valence, withheld ? store.suppressedWords : signed(tally.valence));
    const first = tally.emotions ? leading(tally.emotions) : null;
    this.bar.replaceChildren(...(tally.emotions && first && !tally.suppressed ? [shareBar(tally.emotions)] : []));
    say(
      this.words,
      withheld
        ? "Shares need at least that many people."
        : first
          ? `${labelWords(first.emotion)} most often, ${percent(first.share)} of the minute; ${count(tally.people ?? 0, "person", "people")} seen in it.`
          : tally.people
            ? "Each expression was shown by too few people."
            : "Nobody in the last minute.",
    );
  }
}

export function nowPanel(store: Store): HTMLElement {
  const place = section(
    "now",
    "Right now",
    "Everyone who was seen long enough to count in the last 60 seconds, including people who are still there; all cameras of a content together.",
  );
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
      if (!document.hidden) card.draw(store.tallies, one.content, store.titleOf(one.content));
    }
  };
  store.on("theme", () => {
    for (const card of cards.values()) card.redraw();
  });
  store.on("tally", show);
  store.on("tallies", (all) => {
    const last = all.at(-1);
    if (last) show(last);
  });
  return place.node;
}
