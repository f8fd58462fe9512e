// The pages over the real server: mien serve --demo.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { existsSync } from "node:fs";
import { drawnPixels, launch, open, serve, sideways, SKIP, until, type Server } from "./browser";

const program = process.env.MIEN_PROGRAM ?? "",
  models = process.env.MIEN_MODELS_DIR ?? "";
const skip =
  SKIP ||
  (existsSync(`${models}/WolfgangLanger_Pexels.mp4`) ? false : "needs MIEN_MODELS_DIR with models and sample footage");

let browser: Browser, server: Server;
before(async () => {
  if (!skip) {
    browser = await launch();
    server = await serve(program, ["serve", "--demo", "--port", "0", "--json", "--quiet"], /"port":\s*(\d+)/);
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

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
  for (const range of ["Hour", "Today", "7 days", "15 min"]) {
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
