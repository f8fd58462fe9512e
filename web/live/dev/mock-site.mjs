// The files of the pages, as the server sends them; and what becomes of an imported file.
import { existsSync, readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
export const HEADERS = {
  "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

export function importCsv(text) {
  const [head = "", ...lines] = text.trim().split(/\r?\n/),
    bad = [];
  lines.forEach((line, at) => {
    if (!/^[^,]+,[1-5],/.test(line))
      bad.push({ line: at + 2, reason: `rating "${line.split(",")[1]}" is not between 1 and 5` });
  });
  return {
    imported: lines.length - bad.length,
    duplicates: 0,
    local_times: 0,
    repeated_times: 0,
    bad_lines: bad,
    bad_causes: bad.map(({ line, reason }) => ({ lines: 1, first: line, reason, remedy: "" })),
    ignored_columns: head
      .split(",")
      .filter((name) => !["content", "rating", "time", "scale", "camera", "id"].includes(name)),
  };
}

/** The file of an address; the kiosk's page of a content that is none is a 404. */
export function sendFile(site, url, contents, response) {
      const file =
        url.pathname === "/"
          ? "index.html"
          : url.pathname.startsWith("/rate/")
            ? "kiosk.html"
            : url.pathname === "/api"
              ? "api.html"
              : normalize(url.pathname).slice(1);
      const path = join(site, file);
      if (!existsSync(path) || !TYPES[extname(path)]) return response.writeHead(404, HEADERS).end();
      const rated = url.pathname.startsWith("/rate/") && decodeURIComponent(url.pathname.slice(6));
      const code = !rated || contents.some(({ name }) => name === rated) ? 200 : 404;
      response.writeHead(code, { ...HEADERS, "Content-Type": TYPES[extname(path)] }).end(readFileSync(path));
}
