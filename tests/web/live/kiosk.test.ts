// The kiosk in a real browser: one touch is one rating, whatever the network does.
import assert from "node:assert/strict";
import { mock, open, sideways, until } from "./browser";
import { browser, itWithin, server } from "./mocked";

const it = itWithin(90_000);

const stored = async () => (await mock(server)).stored;

it("takes one touch, thanks, and is ready for the next visitor after three seconds", async () => {
  const { page, problems, close } = await open(browser, server, "/rate/shelf-cereal", { hasTouch: true });
  const before = (await stored()).length;
  const best = page.getByRole("button", { name: "Very good" });
  await best.tap();
  await until("thanks", async () => /Thank you/.test(await page.locator(".thanks").innerText()));
  await page.getByRole("button", { name: "Very bad" }).tap({ force: true });
  await until("it is stored", async () => (await stored()).length === before + 1);
  await until("it is ready again", async () => (await page.locator(".thanks").innerText()) === "", 6);
  assert.equal((await stored()).length, before + 1);
  const rating = (await stored()).at(-1) as unknown as Record<string, unknown>;
  assert.deepEqual(Object.keys(rating).sort(), ["content", "id", "rating", "scale", "time"]);
  assert.equal(rating.rating, 5);
  assert.equal(await page.evaluate(() => document.cookie), "");
  assert.deepEqual(problems, []);
  await close();
});

it("has targets of 96 px and more, and fits phone and wall, faces and stars", async () => {
  for (const [path, width, height] of [
    ["/rate/poster", 360, 640],
    ["/rate/poster?style=stars", 360, 640],
    ["/rate/poster", 800, 480],
    ["/rate/poster?style=stars", 2560, 1440],
  ] as const) {
    const { page, problems, close } = await open(browser, server, path, { viewport: { width, height } });
    await page.locator(".answers button").nth(4).waitFor();
    for (const box of await Promise.all(
      (await page.locator(".answers button").all()).map((button) => button.boundingBox()),
    ))
      assert.ok(box && box.width >= 96 && box.height >= 96, `${path} ${width}: ${JSON.stringify(box)}`);
    assert.equal(await sideways(page), 0);
    assert.deepEqual(problems, []);
    await close();
  }
});

it("works by keyboard", async () => {
  const { page, problems, close } = await open(browser, server, "/rate/poster");
  const before = (await stored()).length;
  await page.locator(".answers button").first().waitFor();
  await page.keyboard.press("2");
  await until("stored", async () => (await stored()).length === before + 1);
  assert.equal((await stored()).at(-1)?.rating, 2);
  await until("ready", async () => (await page.locator(".thanks").innerText()) === "", 6);
  for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "Enter"]) await page.keyboard.press(key);
  await until("stored", async () => (await stored()).length === before + 2);
  assert.equal((await stored()).at(-1)?.rating, 3);
  assert.deepEqual(problems, []);
  await close();
});

it("says that a content is none, with the ones there are, and takes no rating for it", async () => {
  const { page, problems, close } = await open(browser, server, "/rate/nope", {}, /404/);
  await page.locator(".staff a").nth(2).waitFor();
  assert.deepEqual(await page.locator(".staff a").allInnerTexts(), [
    "Cereal end cap",
    "Coffee screen",
    "Poster at the till",
  ]);
  assert.equal(await page.locator(".answers").isVisible(), false);
  assert.equal((await fetch(`${server.base}/rate/nope`)).status, 404);
  const before = (await stored()).length;
  await page.keyboard.press("5");
  await page.getByRole("link", { name: "Coffee screen" }).click();
  await page.locator(".answers button").nth(4).waitFor();
  assert.match(page.url(), /\/rate\/screen-coffee$/);
  assert.equal((await stored()).length, before);
  assert.deepEqual(problems, []);
  await close();
});

it("speaks the browser's language, or the one that is asked for", async () => {
  for (const [locale, path, words] of [
    ["de-DE", "/rate/poster", "Wie gefällt Ihnen das?"],
    ["de-DE", "/rate/poster?lang=fr", "Cela vous plaît-il ?"],
    ["es-ES", "/rate/poster", "¿Qué le parece?"],
    ["it-IT", "/rate/poster", "Le piace?"],
    ["ja-JP", "/rate/poster", "How do you like this?"],
  ] as const) {
    const { page, close } = await open(browser, server, path, { locale });
    await until(words, async () => (await page.locator("h1").innerText()) === words);
    await close();
  }
});

it("loses and doubles nothing while the server is away, refuses, or the page is opened anew", async () => {
  const { page, close } = await open(browser, server, "/rate/shelf-cereal", {}, /Failed to load|ERR_/);
  const before = (await stored()).length;
  const thanks = async () => (await page.locator(".thanks").innerText()) !== "";
  const rate = async (key: string) => {
    await page.keyboard.press(key);
    await until("thanks", thanks);
    await until("ready", async () => !(await thanks()), 8);
  };
  await page.locator(".answers button").first().waitFor();
  await page.context().setOffline(true);
  await rate("5");
  await rate("4");
  await mock(server, { ratings: 500 });
  await page.context().setOffline(false);
  await rate("3");
  await page.reload();
  await page.locator(".answers button").first().waitFor();
  await mock(server, { ratings: 429, after: "2" });
  await rate("1");
  assert.equal((await stored()).length, before);
  await mock(server, { ratings: 0, after: "" });
  await until("all arrived", async () => (await stored()).length === before + 4, 40);
  const ids = (await stored()).slice(before).map((rating) => rating.id);
  assert.equal(new Set(ids).size, 4);
  assert.deepEqual(
    (await stored())
      .slice(before)
      .map((rating) => rating.rating)
      .sort(),
    [1, 3, 4, 5],
  );
  await until("nothing waits", async () =>
    page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          const request = indexedDB.open("mien-kiosk");
          request.onsuccess = () => {
            const all = request.result.transaction("ratings").objectStore("ratings").count();
            all.onsuccess = () => {
              request.result.close();
              resolve(all.result === 0);
            };
          };
        }),
    ),
  );
  await close();
});
