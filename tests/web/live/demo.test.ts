// The pages over the real server: mien serve --demo.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawnPixels, launch, open, serve, sideways, SKIP, until, type Server } from "./browser";

const program = process.env.MIEN_PROGRAM ?? "",
  models = process.env.MIEN_MODELS_DIR ?? "";
const skip =
  SKIP ||
  (existsSync(`${models}/WolfgangLanger_Pexels.mp4`) ? false : "needs MIEN_MODELS_DIR with models and sample footage");

let browser: Browser, server: Server;
const folder = mkdtempSync(join(tmpdir(), "mien-demo-test-"));
before(async () => {
  if (!skip) {
    browser = await launch();
    server = await serve(
      program,
      ["serve", "--demo", "-o", folder, "--port", "0", "--json", "--quiet"],
      /"port":\s*(\d+)/,
    );
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** People, stays and mean valence of a content, straight from the rows of the database; those of an hour that ended less than ten minutes ago
 * (kCellGrace) are in no figure yet. */
function counted(content: string, from: Date, to: Date): { people: number; stays: number; valence: number } {
  const query = `import json, sqlite3, sys
row = sqlite3.connect(sys.argv[1]).execute("SELECT sum(visit = 1), count(*), avg(valence) / 1e4 FROM exposures "
    "JOIN cell_stays ON stay = id WHERE cell <> 0 AND content = ? AND start_ms >= ? AND start_ms < ?", (sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))).fetchone()
print(json.dumps(dict(zip(("people", "stays", "valence"), row))))`;
  const words = [join(folder, "mien.db"), content, String(from.getTime()), String(to.getTime())];
  return JSON.parse(execFileSync("python3", ["-c", query, ...words], { encoding: "utf8" })) as never;
}

test(
  "every panel's figures of yesterday are those of the rows in the database",
  { skip, timeout: 180_000 },
  async () => {
    const { page, problems, close } = await open(browser, server, "/");
    await page.locator(".tile").nth(3).waitFor({ timeout: 60_000 });
    assert.match(await page.locator("#sample").innerText(), /made-up week before now/);
    await page.getByRole("button", { name: "Days…" }).click();
    await page.getByRole("dialog", { name: "Days" }).getByRole("button", { name: "Yesterday" }).click();
    await until("yesterday", async () => /began on /.test(await page.locator("#dwell header .hint").innerText()), 60);
    const today = new Date(new Date().setHours(0, 0, 0, 0)),
      yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
    for (const [content, title] of [
      ["spring-poster", "Spring poster"],
      ["cereal-shelf", "Cereal shelf"],
    ] as const) {
      const dwell = page.locator("#dwell tbody tr", { hasText: title });
      let rows = counted(content, yesterday, today);
      await until(
        "people and stays",
        async () => {
          rows = counted(content, yesterday, today);
          return (await dwell.innerText()).includes(`${rows.people} (${rows.stays})`);
        },
        60,
      );
      const { people, stays, valence } = rows;
      const size = Math.abs(valence).toFixed(2);
      const words = size === "0.00" ? size : `${valence < 0 ? "−" : "+"}${size}`;
      assert.equal(await dwell.locator('td[data-label="Valence"]').innerText(), words);
      const ranked = page.locator("#ranking tbody tr", { hasText: title });
      await until("ranked", async () => (await ranked.innerText()).includes(words), 60);
      assert.equal(await ranked.locator('td[data-label="Stays"]').innerText(), String(stays));
      const card = page.locator(`.timeline[data-content="${content}"]`);
      const said = `mean valence ${words}, ${people}\u00a0people`;
      await until("the timeline's words", async () => (await card.locator("> .hint").innerText()).includes(said), 60);
      await card.locator("summary").click();
      const bars = card.locator('tbody td[data-label="People"]');
      const sum = async () => (await bars.allInnerTexts()).reduce((all, text) => all + Number(text), 0);
      await until("the table's bars", async () => (await sum()) === people, 60);
    }
    assert.deepEqual(problems, []);
    await close();
  },
);

test("the demo's page comes alive: tiles, timelines, answers, no error", { skip, timeout: 180_000 }, async () => {
  const { page, problems, close } = await open(browser, server, "/");
  await page.locator(".tile").nth(3).waitFor({ timeout: 30_000 });
  await until("cameras are live", async () => /Live · 4 cameras/.test(await page.locator(".pill").innerText()), 40);
  assert.match(await page.locator("#sample").innerText(), /Sample data.*usual minimum audience is 5/);
  await until(
    "a face is boxed",
    async () =>
      page.evaluate(() => [...document.querySelectorAll<HTMLElement>(".tile")].some((tile) => tile.dataset.box)),
    40,
  );
  await until(
    "a picture is under it",
    async () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLImageElement>(".tile img")].some((image) => image.naturalWidth > 0),
      ),
    40,
  );
  await until("timelines are drawn", async () => (await drawnPixels(page, ".timeline canvas")) > 2000, 60);
  await until("a ranking", async () => (await page.locator("#ranking .whisker").count()) > 0, 90);
  await until(
    "both contents are on now",
    async () =>
      /Cereal shelf[\s\S]*Spring poster|Spring poster[\s\S]*Cereal shelf/.test(await page.locator("#now").innerText()),
    10,
  );
  for (const range of ["Today", "28 days", "7 days"]) {
    await page.getByRole("button", { name: range, exact: true }).click();
    await page.waitForTimeout(700);
  }
  assert.equal(
    await page.locator(".problem:visible").count(),
    0,
    (await page.locator(".problem:visible").allInnerTexts()).join(),
  );
  await page.setViewportSize({ width: 360, height: 740 });
  await page.waitForTimeout(500);
  assert.equal(await sideways(page), 0);
  assert.deepEqual(problems, []);
  await close();
});

test("a rating at the kiosk is stored by the real server", { skip, timeout: 60_000 }, async () => {
  const { page, problems, close } = await open(browser, server, "/rate/cereal-shelf");
  await until("the title", async () => (await page.locator(".subject").innerText()) === "Cereal shelf");
  const answer = page.waitForResponse((response) => response.url().endsWith("/api/v1/ratings"));
  await page.keyboard.press("5");
  assert.equal((await answer).status(), 201);
  await until("thanks", async () => /Thank you/.test(await page.locator(".thanks").innerText()));
  assert.deepEqual(problems, []);
  await close();
});
