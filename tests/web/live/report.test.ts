// The report's page in a browser that clicks: tables sort and copy, charts are saved. (What it shows: report_page.py.)
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launch, open, SKIP, until } from "./browser";

const program = process.env.MIEN_REPORT_PAGE ?? "";
const skip = SKIP || (program ? false : "Chromium is not installed");
let browser: Browser, folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "mien-report-"));
  if (!skip) browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const page = async (kind: string, options = {}) => {
  const file = join(folder, `${kind}.html`);
  execFileSync(program, [file, kind]);
  const base = `file://${file}`;
  const watched = await open(browser, { base, stop: async () => {} }, "", options);
  await until("it is built", async () =>
    watched.page.evaluate(() => document.documentElement.dataset.report === "ready"),
  );
  return watched;
};
const saved = async (from: Page, press: () => Promise<void>) => {
  const download = from.waitForEvent("download");
  await press();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
};

test(
  "a table sorts by figures, gives its order back, copies and saves what it shows",
  { skip, timeout: 90_000 },
  async () => {
    const { page: report, problems, close } = await page("study");
    const table = report.locator('[data-table="approaches"] table').first();
    const column = async () =>
      table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.textContent ?? ""));
    const first = await column();
    const numeric = table.locator("th.num .sort").first();
    await numeric.click();
    const head = table.locator('th[aria-sort="descending"]');
    assert.equal(await head.count(), 1);
    const at = await head.evaluate((node) => (node as HTMLTableCellElement).cellIndex);
    const values = (await table.locator(`tbody tr > :nth-child(${at + 1})`).allInnerTexts()).map((text) =>
      Number.parseFloat(text.replaceAll(",", "")),
    );
    const known = values.filter((value) => Number.isFinite(value));
    assert.ok(known.length > 3);
    assert.deepEqual(
      known,
      [...known].sort((a, b) => b - a),
    );
    assert.ok(
      values.slice(known.length).every((value) => !Number.isFinite(value)),
      "what is not known is last",
    );
    await numeric.click();
    await numeric.click();
    assert.deepEqual(await column(), first);
    const csv = await saved(report, () =>
      report
        .locator('[data-table="approaches"]')
        .getByRole("button", { name: /as CSV/ })
        .first()
        .click(),
    );
    assert.equal(csv.bytes.toString().trim().split("\r\n").length, first.length + 1);
    assert.deepEqual(problems, []);
    await close();
  },
);

test("charts are saved as PNG, SVG and CSV", { skip, timeout: 90_000 }, async () => {
  for (const kind of ["one", "study"]) {
    const { page: report, problems, close } = await page(kind);
    const plots = report.locator(".plot .tools");
    const count = await plots.count();
    assert.ok(count >= 2, `${kind}: ${count}`);
    const tools = plots.first();
    const png = await saved(report, () => tools.getByRole("button", { name: /PNG/ }).click());
    assert.deepEqual([...png.bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    const svg = await saved(report, () => tools.getByRole("button", { name: /SVG/ }).click());
    assert.match(svg.name, /^mien-.*\.svg$/);
    const csv = (await saved(report, () => tools.getByRole("button", { name: /CSV/ }).click())).bytes.toString();
    assert.ok(csv.startsWith("series,x,y\r\n") && csv.split("\r\n").length > 2, csv.slice(0, 80));
    // All charts of the page, by what the button writes.
    const drawn = (await report.evaluate(`charts.createAll();
      [...charts.alive.values()].map(({ chart }) => {
        const text = chartSvg(chart, "words");
        const made = new DOMParser().parseFromString(text, "image/svg+xml");
        return [text, made.querySelector("parsererror")?.textContent ?? "", chartLines(chart).length];
      })`)) as [string, string, number][];
    assert.equal(drawn.length, count);
    for (const [text, wrong, lines] of [[svg.bytes.toString(), "", 2] as const, ...drawn]) {
      assert.equal(wrong, "");
      assert.match(text, /^<svg xmlns=[\s\S]*<(polyline|polygon|rect x=|circle)/);
      assert.doesNotMatch(text, /NaN|undefined|href=/, kind);
      assert.ok(lines > 1);
    }
    assert.deepEqual(problems, []);
    await close();
  }
});
