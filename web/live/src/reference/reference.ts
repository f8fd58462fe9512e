// /api: the API for people. Made from the document that the server itself gives: nothing is written twice.
import "../style/api.css";
import { get, wordsOf } from "../api";
import { announce, byId, h } from "../dom";
import { toClipboard } from "../clipboard";
import { applyTheme } from "../theme";
import {
  answers,
  fields,
  groups,
  scopeWords,
  typeWords,
  type Document,
  type Field,
  type Operation,
  type Route,
  type Schema,
} from "./document";

const idOf = (route: Route) => route.operation.operationId;

function fieldTable(caption: string, rows: Field[]): HTMLElement | "" {
  if (rows.length === 0) return "";
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", {}, caption),
      h(
        "tbody",
        {},
        ...rows.map((row) => {
          const name = h("th", { scope: "row", class: `depth${row.depth}` }, h("code", {}, row.name));
          return h(
            "tr",
            {},
            name,
            h("td", {}, row.type),
            h("td", {}, row.required ? "always" : ""),
            h("td", {}, row.words),
          );
        }),
      ),
    ),
  );
}

function shape(schema: Schema, caption: string): (Node | string)[] {
  const rows = fields(schema);
  if (rows.length > 0) return [fieldTable(caption, rows)];
  return [h("p", {}, `${caption}: `, shapeLink(schema))];
}

/** A name of the list of shapes leads there. */
function shapeLink(schema: Schema): Node {
  const name = (schema.$ref ?? schema.items?.$ref)?.replace("#/components/schemas/", "");
  const words = typeWords(schema);
  return name ? h("a", { href: `#shape-${name}` }, words) : h("span", {}, words);
}

function parameters(operation: Operation): HTMLElement | "" {
  const rows = (operation.parameters ?? []).map((one) => ({
    name: one.name,
    depth: 0,
    type: typeWords(one.schema ?? {}),
    words: [one.in === "path" ? "part of the path" : "", one.description ?? ""].filter(Boolean).join(". "),
    required: one.required ?? false,
  }));
  return fieldTable("Parameters", rows);
}

function example(operation: Operation): (Node | string)[] {
  const text = operation["x-example"];
  if (!text) return [];
  const here = text.replaceAll("http://localhost:8642", location.origin);
  const copy = h(
    "button",
    {
      type: "button",
      class: "quiet small",
      "aria-label": `Copy the example of ${operation.operationId}`,
      onclick: () => {
        toClipboard(here).then(
          () => announce("Example copied."),
          (error: unknown) => announce(String((error as Error).message)),
        );
      },
    },
    "Copy",
  );
  return [h("div", { class: "example" }, h("pre", { tabindex: "0" }, h("code", {}, here)), copy)];
}

function section(document: Document, route: Route): HTMLElement {
  const { operation, method, path } = route,
    id = idOf(route);
  const body = Object.entries(operation.requestBody?.content ?? {}).flatMap(([kind, { schema }]) =>
    shape(schema ?? {}, `Body, ${kind}`),
  );
  const all = answers(document, operation);
  const good = all.filter(({ status }) => status.startsWith("2") || status.startsWith("3"));
  const bad = all.filter((one) => !good.includes(one));
  return h(
    "section",
    {
      class: "panel route",
      id,
      "aria-labelledby": `${id}-title`,
      "data-words": `${method} ${path} ${operation.summary}`,
    },
    h(
      "h3",
      { id: `${id}-title` },
      h("b", { class: `method ${method.toLowerCase()}` }, method),
      " ",
      h("code", {}, path),
    ),
    h("p", {}, operation.summary),
    h("p", { class: "hint" }, `Needs ${scopeWords(operation["x-scope"])}.`),
    ...example(operation),
    parameters(operation),
    ...body,
    ...good.flatMap(({ status, words, schema }) => [
      h("p", {}, h("b", {}, status), ` ${words}`),
      ...(schema ? shape(schema, `Answer ${status}`) : []),
    ]),
    bad.length > 0 &&
      h(
        "details",
        {},
        h("summary", {}, "Errors"),
        h("ul", {}, ...bad.map(({ status, words }) => h("li", {}, h("b", {}, status), ` ${words}`))),
      ),
  );
}

function shapes(document: Document): HTMLElement {
  const all = Object.entries(document.components.schemas).map(([name, schema]) =>
    h(
      "section",
      { class: "panel", id: `shape-${name}` },
      h("h3", {}, h("code", {}, name)),
      schema.description && h("p", {}, schema.description),
      fields(schema).length > 0 ? fieldTable(`Fields of ${name}`, fields(schema)) : h("p", {}, typeWords(schema)),
    ),
  );
  return h("div", { id: "shapes" }, h("h2", {}, "Shapes"), ...all);
}

/** Hides what the words are not in. */
function finder(): HTMLElement {
  const input = h("input", { type: "search", placeholder: "Find a route", "aria-label": "Find a route" });
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const node of document.querySelectorAll<HTMLElement>("[data-words]")) {
      const text = node.dataset.words?.toLowerCase() ?? "";
      node.hidden = !words.every((word) => text.includes(word));
      if (!node.hidden && node.matches("section")) ++shown;
    }
    announce(`${shown} routes.`);
  });
  return input;
}

function contents(all: [string, Route[]][]): HTMLElement {
  const item = (route: Route) =>
    h(
      "li",
      { "data-words": `${route.method} ${route.path} ${route.operation.summary}` },
      h("a", { href: `#${idOf(route)}` }, h("b", {}, route.method), ` ${route.path.replace("/api/v1", "")}`),
    );
  return h(
    "nav",
    { "aria-label": "Routes" },
    finder(),
    ...all.flatMap(([tag, routes]) => [h("h2", {}, tag), h("ul", {}, ...routes.map(item))]),
    h("p", {}, h("a", { href: "#shapes" }, "Shapes")),
  );
}

function page(document: Document): Node[] {
  const all = groups(document);
  return [
    contents(all),
    h(
      "div",
      { class: "routes" },
      h("h1", {}, "The API of mien"),
      h("p", {}, document.info.description),
      h(
        "p",
        {},
        'A group below the minimum audience is {"suppressed": true}: withheld, neither its figures nor its size. An error is {"error": {"where", "what", "remedy"}}. $READ, $RATE and $ADMIN in the examples stand for tokens of these scopes; without tokens the server answers only on its own machine, and the header can be left out. ',
        h("a", { href: "/api/v1/openapi.json" }, "The same as OpenAPI 3"),
        " · ",
        h("a", { href: "/" }, "Dashboard"),
      ),
      ...all.flatMap(([tag, routes]) => [h("h2", {}, tag), ...routes.map((route) => section(document, route))]),
      shapes(document),
    ),
  ];
}

applyTheme();
get<Document>("openapi.json").then(
  (document) => {
    byId("main").replaceChildren(...page(document));
    if (location.hash) window.document.getElementById(location.hash.slice(1))?.scrollIntoView();
  },
  (error: unknown) => byId("main").replaceChildren(h("p", { class: "problem" }, wordsOf(error))),
);
