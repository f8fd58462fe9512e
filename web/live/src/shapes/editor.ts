// Drawing zones, masks and staff areas: the picture, what to draw, the list of what is there, and the same as text.
import { h, say } from "../dom";
import { Canvas } from "./canvas";
import { Drawing, KINDS, readShapes, WORDS, type Shapes } from "./drawing";

export interface Editor {
  node: HTMLElement;
  /** Throws words for the reader. */
  shapes: () => Shapes;
  /** Is a shape begun and not done? Escape is then for the drawing, not for the dialog. */
  drawing: () => boolean;
}

const KEYS =
  "Choose what to draw. Mouse or finger: click each corner, then the first one again. Keyboard: arrow keys move the cross (with Shift in small steps), Space sets a corner, Backspace removes the last one, Enter finishes, Escape cancels. Existing corners: drag them, or Tab to one and use the arrow keys; Delete removes it.";

export function shapesEditor(first: Shapes, aspect: number, picture: string | null): Editor {
  const drawing = new Drawing(first);
  const heard = h("p", { class: "hint", role: "status" });
  const list = h("ul", { class: "shapelist", "aria-label": "Zones, masks and staff areas" });
  const text = h("textarea", { rows: "4", spellcheck: "false", "aria-label": "The same as text (JSON)" });
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const canvas = new Canvas(drawing, aspect, picture, {
    changed: () => show(),
    moved: () => write(),
    say: (words) => say(heard, words),
  });
  const write = () => {
    const shapes = Object.fromEntries(
      KINDS.map((kind) => [kind, drawing.shapes.filter((shape) => shape.kind === kind)] as const)
        .filter(([, some]) => some.length > 0)
        .map(([kind, some]) => [kind, Object.fromEntries(some.map(({ name, points }) => [name, points]))]),
    );
    text.value = drawing.shapes.length > 0 ? JSON.stringify(shapes) : "";
  };
  const buttons = KINDS.map((kind) =>
    h(
      "button",
      {
        type: "button",
        class: "quiet",
        title: WORDS[kind].what,
        "data-kind": kind,
        onclick: () => {
          drawing.begin(kind);
          say(heard, `Draw the ${WORDS[kind].one}: place its corners.`);
          canvas.draw();
          canvas.node.focus();
          show();
        },
      },
      `Draw ${WORDS[kind].one}`,
    ),
  );
  const done = h("button", { type: "button", class: "quiet", onclick: () => canvas.finish() }, "Done");
  const row = (at: number) => {
    const shape = drawing.shapes[at];
    if (!shape) return "";
    const name = h("input", { value: shape.name, spellcheck: "false", "aria-label": `Name of ${shape.name}` });
    name.addEventListener("input", () => {
      drawing.rename(at, name.value);
      canvas.renamed(at);
      write();
    });
    const remove = h(
      "button",
      {
        type: "button",
        class: "quiet small",
        "aria-label": `Remove ${WORDS[shape.kind].one} ${shape.name}`,
        onclick: () => {
          drawing.remove(at);
          canvas.draw();
          show();
          canvas.node.focus();
        },
      },
      "Remove",
    );
    return h("li", {}, h("span", { class: `kind ${shape.kind}` }, WORDS[shape.kind].one), name, remove);
  };
  const showList = () => {
    list.replaceChildren(...drawing.shapes.map((_shape, at) => row(at)));
    for (const button of buttons)
      button.setAttribute("aria-pressed", String(drawing.begun?.kind === button.dataset.kind));
    done.hidden = drawing.begun === null;
  };
  const show = () => {
    showList();
    write();
  };
  // As it is written: on leaving the field the page would move under the press of a button.
  text.addEventListener("input", () => {
    try {
      drawing.shapes = new Drawing(readShapes(text.value)).shapes;
      problem.hidden = true;
      canvas.draw();
      showList();
    } catch (error) {
      problem.hidden = false;
      problem.textContent = (error as Error).message;
    }
  });
  show();
  const node = h(
    "div",
    { class: "shapeseditor", role: "group", "aria-label": "Zones, masks, staff areas" },
    h("div", { class: "usual" }, ...buttons, done),
    canvas.node,
    heard,
    list,
    h("p", { class: "hint", id: "shapes-keys" }, KEYS),
    h("details", {}, h("summary", {}, "As text"), text, problem),
  );
  return {
    node,
    shapes: () => {
      if (!problem.hidden) throw new Error(`Shapes as text: ${problem.textContent ?? ""}`);
      return drawing.section();
    },
    drawing: () => drawing.begun !== null,
  };
}
