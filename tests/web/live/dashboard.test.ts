// The dashboard in a real browser over made-up data.
import assert from "node:assert/strict";
import { drawnPixels, mock, open, sideways, until } from "./browser";
import { browser, it, server } from "./mocked";

it("shows live cameras, charts and answers without an error or a foreign request", async () => {
  const { page, problems, close } = await open(browser, server, "/");
  await page.locator(".tile").nth(3).waitFor();
  assert.equal(await page.locator(".tile").count(), 4);
  const tile = page.locator('.tile[data-camera="entrance"]');
  await until("boxes move", async () => (await tile.getAttribute("data-box")) !== null);
  const first = await tile.getAttribute("data-box");
  await until("boxes move on", async () => (await tile.getAttribute("data-box")) !== first);
  await until("a picture is under the boxes", async () =>
    page.evaluate(
      () => document.querySelector<HTMLImageElement>('.tile[data-camera="entrance"] img')!.naturalWidth > 0,
    ),
  );
  // The title comes with the list of contents: until then the tile names none.
  await until("the content is named", async () => /Cereal end cap/.test(await tile.innerText()));
  assert.match(await tile.innerText(), /live[\s\S]*Cereal end cap[\s\S]*1[45]\.\d fps/);
  assert.match(await page.locator('.tile[data-camera="till"]').innerText(), /asleep/);
  await until("timelines are drawn", async () => (await drawnPixels(page, ".timeline canvas")) > 5000);
  assert.equal(await page.locator(".timeline").count(), 3);
  assert.match(
    (await page.locator(".timeline").first().locator('[role="img"]').first().getAttribute("aria-label")) ?? "",
    /shares of expression estimates over time/,
  );
  assert.match(await page.locator("#sample").innerText(), /Sample data/);
  assert.match(await page.locator(".pill").innerText(), /Live · 4 cameras/);
  assert.match(await page.locator("#relation").innerText(), /Spearman's ρ 0\.36 \(95\s%\s*interval 0\.22 to 0\.50\)/);
  assert.match(await page.locator("#system").innerText(), /cores|of 2/i);
  const text = await page.locator("body").innerText();
  assert.doesNotMatch(text, /true emotion|emotion felt/i);
  assert.deepEqual(problems, []);
  await close();
});

it("shows no figure of a group that is too small", async () => {
  const { page, problems, close } = await open(browser, server, "/");
  const row = page.locator("#ranking tbody tr", { hasText: "Poster at the till" });
  await row.waitFor();
  assert.match(await row.innerText(), /fewer than 5 people/);
  assert.doesNotMatch((await row.innerText()).replace("withheld: fewer than 5 people", ""), /\d/);
  assert.equal(await row.locator("svg").count(), 0);
  const dwell = page.locator("#dwell tbody tr", { hasText: "Poster at the till" });
  assert.doesNotMatch((await dwell.innerText()).replaceAll("withheld: fewer than 5 people", ""), /\d/);
  assert.match(
    await page.locator("#relation figcaption").innerText(),
    /Withheld, too few people or ratings: Poster at the till/,
  );
  await page.getByRole("button", { name: "Rating", exact: true }).click();
  await until("ranked by rating", async () => /1 to 5/.test(await page.locator("#ranking .hint").first().innerText()));
  assert.deepEqual(problems, []);
  await close();
});

it("asks for the chosen time and camera, and has every chart as a table", async () => {
  const { page, problems, close } = await open(browser, server, "/");
  const asked: URL[] = [];
  page.on("request", (request) => asked.push(new URL(request.url())));
  await page.locator(".timeline").first().waitFor();
  await page.getByRole("button", { name: "7 days", exact: true }).click();
  await until("a week is asked", () =>
    asked.some(
      (url) =>
        url.pathname.endsWith("/timeline") &&
        url.searchParams.get("span") === "hour" &&
        Date.parse(url.searchParams.get("to")!) - Date.parse(url.searchParams.get("from")!) > 6.9 * 86400e3,
    ),
  );
  await page.getByLabel("Cameras to include in the figures").selectOption("aisle-3");
  await until("one camera is asked", () =>
    asked.some((url) => url.pathname.endsWith("/ranking") && url.searchParams.get("camera") === "aisle-3"),
  );
  await page.locator(".timeline summary").first().click();
  await until("a table", async () => (await page.locator(".timeline").first().locator("tbody tr").count()) > 20);
  assert.deepEqual(problems, []);
  await close();
});

it("keeps open what the reader has opened when new figures come", async () => {
  const { page, problems, close } = await open(browser, server, "/");
  const details = page.locator("#relation details"),
    summary = details.locator("summary");
  await summary.click();
  assert.match(await details.innerText(), /Happiness\s+4\.30/);
  const before = await details.elementHandle();
  // As if time had gone on: without a press, which would take the focus along.
  await page.evaluate(() => document.querySelector<HTMLButtonElement>('[data-value="today"]')?.click());
  await until("new figures", async () => !(await before!.evaluate((node) => node.isConnected)), 20);
  assert.equal(await details.getAttribute("open"), "");
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "SUMMARY");
  assert.deepEqual(problems, []);
  await close();
});

it("follows the system's theme until the reader chooses", async () => {
  const { page, problems, close } = await open(browser, server, "/", { colorScheme: "dark" });
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const page_colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await until("dark", async () => (await theme()) === "dark");
  const dark = await page_colour();
  await page.emulateMedia({ colorScheme: "light" });
  await until("light with the system", async () => (await theme()) === "light");
  await page.getByRole("button", { name: "Dark theme" }).click();
  assert.equal(await page_colour(), dark);
  await page.reload();
  await until("the choice stays", async () => (await theme()) === "dark");
  assert.deepEqual(problems, []);
  await close();
});

it("is walked through by keyboard: skip link, ranges, menu, help", async () => {
  const { page, problems, close } = await open(browser, server, "/");
  await page.locator(".tile").first().waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
  await page.getByRole("button", { name: "Menu" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Print");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Menu");
  const help = page.getByRole("button", { name: "How to read this" });
  await help.focus();
  await page.keyboard.press("Enter");
  assert.match(
    await page.getByRole("dialog", { name: "How to read this" }).innerText(),
    /does not know what anybody feels/,
  );
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "How to read this");
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll("button, a, select, input")]
      .filter(
        (one) =>
          !one.closest("dialog:not([open])") &&
          !(one.textContent?.trim() || one.getAttribute("aria-label") || (one as HTMLInputElement).labels?.length),
      )
      .map((one) => one.outerHTML),
  );
  assert.deepEqual(nameless, []);
  assert.deepEqual(problems, []);
  await close();
});

for (const [name, width] of [
  ["a phone", 360],
  ["a tablet", 768],
  ["a wall screen", 2560],
] as const)
  it(`fits ${name} without scrolling sideways`, async () => {
    const { page, problems, close } = await open(browser, server, "/", { viewport: { width, height: 800 } });
    await page.locator(".relation").waitFor();
    await until(
      "timelines are drawn",
      async () => (await page.locator('.timeline .plot[data-drawn="yes"]').count()) === 6,
    );
    assert.equal(await sideways(page), 0);
    assert.deepEqual(problems, []);
    await close();
  });

it("says in words what is wrong with a camera, tells screen readers once, and comes back after a cut", async () => {
  const { page, close } = await open(browser, server, "/", {}, /Failed to load|ERR_/);
  await page.locator(".tile").first().waitFor();
  await mock(server, { states: { "aisle-3": ["failed", "401 Unauthorized: the camera refuses the password"] } });
  await until("the error is shown", async () =>
    /refuses the password/.test(await page.locator('.tile[data-camera="aisle-3"]').innerText()),
  );
  await until("it is announced", async () => /aisle-3 is failed/.test(await page.locator("#announce").innerText()));
  await until("the pill tells", async () => /3 of 4 cameras live/.test(await page.locator(".pill").innerText()));
  await mock(server, { states: {}, cut: true });
  await until("lost", async () => (await page.locator("#lost").count()) === 1);
  await until(
    "back",
    async () => (await page.locator("#lost").count()) === 0 && /Live · 4/.test(await page.locator(".pill").innerText()),
  );
  await mock(server, { cut: false });
  await close();
});
