// Calls of /api/v1. The cookie set by /login authenticates; nothing here ever sees it.
import type { Scope } from "./types";

/** What the server said was wrong, in its words: where, what, what to do. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly where: string,
    what: string,
    readonly remedy: string,
  ) {
    super(what);
  }
  get words(): string {
    return [this.where && `${this.where}: `, this.message, this.remedy && ` ${this.remedy}`].filter(Boolean).join("");
  }
}

/** Words for whatever was thrown. */
export function wordsOf(error: unknown): string {
  if (error instanceof ApiError) return error.words;
  return error instanceof TypeError ? "The server does not answer." : String((error as Error)?.message ?? error);
}

let onUnauthorised: () => void = () => {};
export function whenUnauthorised(callback: () => void): void {
  onUnauthorised = callback;
}

async function failure(answer: Response): Promise<ApiError> {
  let detail: { where?: string; what?: string; remedy?: string } = {};
  try {
    detail = ((await answer.json()) as { error?: typeof detail }).error ?? {};
  } catch {
    /* not JSON: the status has to do */
  }
  return new ApiError(
    answer.status,
    detail.where ?? "",
    detail.what ?? `The server answered ${answer.status}.`,
    detail.remedy ?? "",
  );
}

async function call(path: string, options: RequestInit = {}): Promise<Response> {
  const answer = await fetch(path, { cache: "no-store", credentials: "same-origin", ...options });
  if (answer.ok) return answer;
  if (answer.status === 401) onUnauthorised();
  throw await failure(answer);
}

export type Query = Record<string, string | number | null | undefined>;

export function address(path: string, query: Query = {}): string {
  const words = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const tail = new URLSearchParams(words.map(([name, value]) => [name, String(value)])).toString();
  return `/api/v1/${path}${tail && `?${tail}`}`;
}

export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return (await (await call(address(path, query), signal ? { signal } : {})).json()) as T;
}

export async function send<T>(method: "POST" | "PUT" | "DELETE", path: string, body: unknown = {}): Promise<T> {
  const answer = await call(address(path), {
    method,
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json" },
  });
  const text = await answer.text();
  return (text ? JSON.parse(text) : {}) as T;
}

/** The file's own bytes: the server knows encodings. Options that are empty are left out. */
export async function sendCsv<T>(path: string, bytes: Blob, options: Record<string, string> = {}): Promise<T> {
  return (await (
    await call(address(path, options), { method: "POST", body: bytes, headers: { "Content-Type": "text/csv" } })
  ).json()) as T;
}

/** Throws ApiError 401 where the token is wrong. */
export async function signIn(token: string): Promise<void> {
  const answer = await fetch("/login", {
    method: "POST",
    body: JSON.stringify({ token }),
    headers: { "Content-Type": "application/json" },
  });
  if (!answer.ok) throw await failure(answer);
}

export async function signOut(): Promise<void> {
  await fetch("/logout", { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } });
}

export const mayRead = (scope: Scope): boolean => scope === "read" || scope === "admin";
