// The OpenAPI document in the words of the page. Pure.
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  description?: string;
  enum?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  nullable?: boolean;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
}
export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}
type Content = Record<string, { schema?: Schema }>;
export interface Answer {
  $ref?: string;
  description?: string;
  content?: Content;
}
export interface Operation {
  operationId: string;
  summary: string;
  tags?: string[];
  "x-scope": string;
  "x-example"?: string;
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, Answer>;
}
export interface Document {
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Answer> };
}
export interface Route {
  method: string;
  path: string;
  operation: Operation;
}

const ORDER = ["Figures", "Live", "Ratings", "Cameras", "Server", "Pages"];

/** Routes by what they are about, in the page's order. */
export function groups(document: Document): [string, Route[]][] {
  const found = new Map<string, Route[]>(ORDER.map((tag) => [tag, []]));
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? "Server";
      found.set(tag, [...(found.get(tag) ?? []), { method: method.toUpperCase(), path, operation }]);
    }
  return [...found].filter(([, routes]) => routes.length > 0);
}

const SCOPES: Record<string, string> = {
  none: "no token",
  any: "any token",
  read: "a token with scope read",
  rate: "a token with scope rate",
  admin: "a token with scope admin",
};
export const scopeWords = (scope: string): string => SCOPES[scope] ?? scope;

/** The schema that a reference names; itself where it is none. */
export function resolved(document: Document, schema: Schema): Schema {
  const name = schema.$ref?.replace("#/components/schemas/", "");
  return name === undefined ? schema : (document.components.schemas[name] ?? {});
}

const PLAIN: Record<string, string> = { string: "text", integer: "whole number", boolean: "true or false" };
const nameOf = (schema: Schema) => schema.$ref?.replace("#/components/schemas/", "");

/** "number, 0 to 1", "list of Camera", "one of: minute, hour, day; hour where it is left out" */
export function typeWords(schema: Schema): string {
  const name = nameOf(schema);
  if (name) return name;
  const alone = schema.allOf?.length === 1 ? schema.allOf[0] : undefined;
  const base = schema.anyOf
    ? schema.anyOf.map(typeWords).join(" or ")
    : alone
      ? typeWords(alone)
      : schema.enum
        ? `one of: ${schema.enum.map(String).join(", ")}`
        : schema.type === "array"
          ? `list of ${typeWords(schema.items ?? {})}`
          : schema.format === "date-time"
            ? "time (RFC 3339)"
            : typeof schema.additionalProperties === "object"
              ? `names with ${typeWords(schema.additionalProperties)}`
              : (PLAIN[schema.type ?? ""] ?? schema.type ?? "anything");
  const parts = [
    schema.minimum !== undefined && schema.maximum !== undefined ? `${schema.minimum} to ${schema.maximum}` : "",
    schema.minimum !== undefined && schema.maximum === undefined ? `${schema.minimum} or more` : "",
    schema.maxLength ? `up to ${schema.maxLength} letters` : "",
    schema.default !== undefined ? `default ${String(schema.default)}` : "",
    schema.nullable ? "or null" : "",
  ].filter(Boolean);
  return [base, ...parts].join(", ");
}

export interface Field {
  name: string;
  depth: number;
  type: string;
  words: string;
  required: boolean;
}

const DEEPEST = 3;

/** The fields of a schema, those within them indented; what a name stands for is in the list of shapes. */
export function fields(schema: Schema, depth = 0): Field[] {
  if (depth > DEEPEST || schema.$ref) return [];
  const inner = schema.items && !schema.items.$ref ? schema.items : schema;
  return Object.entries(inner.properties ?? {}).flatMap(([name, own]) => [
    {
      name,
      depth,
      type: typeWords(own),
      words: own.description ?? "",
      required: inner.required?.includes(name) ?? false,
    },
    ...fields(own, depth + 1),
  ]);
}

/** What a route answers: status, words, the kind of content and its schema. */
export function answers(
  document: Document,
  operation: Operation,
): { status: string; words: string; schema?: Schema }[] {
  return Object.entries(operation.responses)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([status, answer]) => {
      const name = answer.$ref?.replace("#/components/responses/", "");
      const whole = name === undefined ? answer : (document.components.responses[name] ?? {});
      const [kind, content] = Object.entries(whole.content ?? {})[0] ?? [];
      const words = [whole.description ?? "", kind && !kind.startsWith("application/json") ? kind : ""];
      return {
        status,
        words: words.filter(Boolean).join(", "),
        ...(content?.schema ? { schema: content.schema } : {}),
      };
    });
}
