// Modal dialogs: the browser's own element keeps focus inside and gives it back.
import { wordsOf } from "../api";
import { h, icon } from "../dom";

export interface Dialog {
  node: HTMLDialogElement;
  body: HTMLElement;
  open: () => void;
  close: () => void;
}

export function dialog(title: string, ...content: (Node | string)[]): Dialog {
  const id = `dialog-${title.toLowerCase().replaceAll(/[^a-z]+/g, "-")}-${document.querySelectorAll("dialog").length}`;
  const body = h("div", { class: "dialogbody" }, ...content);
  const close = h(
    "button",
    { type: "button", class: "quiet", "aria-label": "Close", onclick: () => node.close() },
    icon("close"),
  );
  const node = h("dialog", { "aria-labelledby": id }, h("header", {}, h("h2", { id }, title), close), body);
  document.body.append(node);
  return {
    node,
    body,
    open: () => {
      if (!node.open) node.showModal();
    },
    close: () => node.close(),
  };
}

/** A labelled field; `help` is read out with it. */
export function field(label: string, input: HTMLElement, help = ""): HTMLElement {
  const id = `field-${Math.random().toString(36).slice(2)}`;
  input.id = id;
  if (help) input.setAttribute("aria-describedby", `${id}-help`);
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    input,
    help && h("small", { id: `${id}-help` }, help),
  );
}

/** A form that says what went wrong and stays open; `save` throws on failure. */
export function form(action: string, fields: Node[], save: () => Promise<void>): HTMLFormElement {
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const button = h("button", { type: "submit", class: "strong" }, action);
  const node: HTMLFormElement = h(
    "form",
    {
      novalidate: true,
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        problem.hidden = true;
        button.disabled = true;
        save()
          .catch((error: unknown) => {
            problem.hidden = false;
            problem.textContent = wordsOf(error);
          })
          .finally(() => {
            button.disabled = false;
          });
      },
    },
    ...fields,
    problem,
    h("div", { class: "actions" }, button),
  );
  return node;
}
