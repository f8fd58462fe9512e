// What all panels share: a titled section, a table, words for waiting and for errors.
import { wordsOf } from "../api";
import { append, h } from "../dom";

export interface Section {
  node: HTMLElement;
  body: HTMLElement;
  tools: HTMLElement;
  hint: HTMLElement;
}

/** A region named by its heading. */
export function section(id: string, title: string, hint = ""): Section {
  const tools = h("div", { class: "tools" });
  const body = h("div", { class: "body" });
  const words = h("p", { class: "hint" }, hint);
  const node = h(
    "section",
    { class: "panel", id, "aria-labelledby": `${id}-title` },
    h("header", {}, h("div", {}, h("h2", { id: `${id}-title` }, title), words), tools),
    body,
  );
  return { node, body, tools, hint: words };
}

export const suppressed = (words: string) => h("span", { class: "suppressed" }, words);
/** In a cell with no room for more; the reason is beside it. */
export const withheld = (why: string) => h("span", { class: "suppressed", title: why }, "withheld");

/** Puts new content in place of the old; what the reader has opened or stands on stays so. */
export function fill(body: HTMLElement, ...children: (Node | string)[]): void {
  const nameOf = (node: Element | null) =>
    node?.querySelector(":scope > summary")?.textContent ?? node?.getAttribute("aria-label");
  const opened = [...body.querySelectorAll("details[open]")].map(nameOf);
  const focused = body.contains(document.activeElement) ? document.activeElement : null;
  const stood = focused?.matches("summary") ? focused.textContent : nameOf(focused);
  body.replaceChildren();
  append(body, children);
  for (const one of body.querySelectorAll("details")) one.open = opened.includes(nameOf(one));
  if (!focused) return;
  const all = [...body.querySelectorAll<HTMLElement>("summary, [tabindex]")];
  all.find((one) => (one.matches("summary") ? one.textContent : nameOf(one)) === stood)?.focus({ preventScroll: true });
}

export const empty = (words: string) => h("p", { class: "empty" }, words);

/** Runs a loader; keeps what is shown where it fails, and says so above it. One run at a time, the last asked wins. */
export function loader(place: Section, load: (signal: AbortSignal) => Promise<void>): () => void {
  const note = h("p", { class: "problem", hidden: true, role: "status" });
  place.node.insertBefore(note, place.body);
  let running: AbortController | null = null;
  return () => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    load(mine.signal).then(
      () => {
        note.hidden = true;
      },
      (error: unknown) => {
        if (mine.signal.aborted) return;
        note.hidden = false;
        note.textContent = `Not up to date. ${wordsOf(error)}`;
      },
    );
  };
}

/** Buttons of which one is pressed. */
export function segmented(
  name: string,
  options: { value: string; label: string }[],
  chosen: string,
  choose: (value: string) => void,
): HTMLElement {
  const group = h("div", { class: "segmented", role: "group", "aria-label": name });
  for (const option of options) {
    const button = h(
      "button",
      {
        type: "button",
        "aria-pressed": String(option.value === chosen),
        "data-value": option.value,
        onclick: () => {
          for (const other of group.children) other.setAttribute("aria-pressed", String(other === button));
          choose(option.value);
        },
      },
      option.label,
    );
    group.append(button);
  }
  return group;
}
