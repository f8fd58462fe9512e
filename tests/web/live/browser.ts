// A browser and a server for the tests. Pages must be silent on the console and ask no other server for anything.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

const CHROMIUM = process.env.MIEN_CHROMIUM ?? "/usr/bin/chromium";
export const SKIP = existsSync(CHROMIUM) ? false : "Chromium is not installed (Debian: apt-get install chromium)";
const OPTIONS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: OPTIONS });

export interface Server {
  base: string;
  stop: () => Promise<void>;
}

/** Starts a program and waits for the line that tells its port. */
export function serve(command: string, options: string[], port: RegExp, seconds = 60): Promise<Server> {
  const child: ChildProcess = spawn(command, options, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`no port within ${seconds} s: ${said}`));
    }, seconds * 1000);
    child.stdout?.on("data", (part) => {
      said += part;
      const found = port.exec(said);
      if (!found) return;
      clearTimeout(timer);
      resolve({
        base: `http://127.0.0.1:${found[1]}`,
        stop: () =>
          new Promise((done) => {
            if (child.exitCode !== null) return done();
            child.once("exit", () => done());
            child.kill("SIGTERM");
            setTimeout(() => child.kill("SIGKILL"), 15_000).unref();
          }),
      });
    });
    child.stderr?.on("data", (part) => {
      said += part;
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code}: ${said}`));
    });
  });
}

export const mockServer = (...more: string[]): Promise<Server> =>
  serve(process.execPath, [process.env.MIEN_MOCK ?? "", "--site", process.env.MIEN_SITE ?? "", ...more], /ready (\d+)/);

/** Changes how the mock behaves; returns what was stored in it. */
export async function mock(
  server: Server,
  change: object = {},
): Promise<{
  stored: { id: string; rating: number }[];
  puts: { method: string; name: string; body: Record<string, unknown> }[];
}> {
  return (await fetch(`${server.base}/mock`, { method: "POST", body: JSON.stringify(change) })).json() as never;
}

export interface Watched {
  page: Page;
  problems: string[];
  close: () => Promise<void>;
}

/** A page in a fresh profile; `problems` gathers errors and requests to others. `expected` are console texts of the test's own making. */
export async function open(
  browser: Browser,
  server: Server,
  path: string,
  options: BrowserContextOptions = {},
  expected?: RegExp,
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB", ...options });
  const page = await context.newPage(),
    problems: string[] = [];
  page.on("console", (message) => {
    if ((message.type() === "error" || message.type() === "warning") && !expected?.test(message.text()))
      problems.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => problems.push(String(error.stack)));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(server.base))
      problems.push(`asked ${request.url()}`);
  });
  await page.goto(server.base + path);
  return { page, problems, close: () => context.close() };
}

export async function until(what: string, holds: () => Promise<boolean> | boolean, seconds = 15): Promise<void> {
  for (let left = seconds * 10; left > 0; --left) {
    if (await holds()) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

/** Pixels that a canvas has drawn in some colour. */
export const drawnPixels = (page: Page, selector: string): Promise<number> =>
  page.evaluate((find) => {
    let count = 0;
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>(find)) {
      if (!canvas.width) continue;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      for (let at = 3; at < data.length; at += 4) if (data[at]! > 200) ++count;
    }
    return count;
  }, selector);

export const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
