// pictures.mjs --web FOLDER --report REPORT.html --out FOLDER: the pictures of README, of the pages as they are: live.png over
// made-up data (mock-server.mjs), report.png of a report. FOLDER: where the pages were built, with their tools. tools/readme-pictures
// calls it.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: { web: { type: "string" }, report: { type: "string" }, out: { type: "string", default: "docs" } },
});
const { chromium } = createRequire(resolve(options.web, "package.json"))("playwright-core");

/** The mock server's port. */
function ready(server) {
  return new Promise((done, failed) => {
    let said = "";
    server.stdout.on("data", (part) => {
      said += part;
      const found = /ready (\d+)/.exec(said);
      if (found) done(Number(found[1]));
    });
    server.once("exit", (code) => failed(new Error(`the mock server ended with ${code}`)));
  });
}

async function take(browser, url, viewport, is_drawn, file) {
  const page = await browser.newPage({ viewport, locale: "en-GB", timezoneId: "UTC" });
  await page.goto(url);
  await page.waitForFunction(is_drawn, undefined, { timeout: 30_000 });
  await page.waitForTimeout(1500); // transitions, and a few events
  await page.screenshot({ path: join(options.out, file) });
  await page.close();
}

const server = spawn(
  process.execPath,
  [fileURLToPath(new URL("mock-server.mjs", import.meta.url)), "--site", resolve(options.web, "site")],
  { stdio: ["ignore", "pipe", "inherit"] },
);
const browser = await chromium.launch({
  executablePath: process.env.MIEN_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
try {
  const live = () =>
    document.querySelectorAll(".tile[data-box]").length > 1 &&
    [...document.querySelectorAll(".tile img")].some((picture) => picture.naturalWidth > 0) &&
    /valence/i.test(document.body.innerText);
  await take(browser, `http://127.0.0.1:${await ready(server)}/`, { width: 1280, height: 800 }, live, "live.png");
  const built = () => document.documentElement.dataset.report === "ready";
  await take(browser, pathToFileURL(resolve(options.report)).href, { width: 1100, height: 1500 }, built, "report.png");
} finally {
  await browser.close();
  server.kill();
}
