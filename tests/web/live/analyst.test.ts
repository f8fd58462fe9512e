// What an analyst does: days by the calendar, tables sorted and copied, charts saved.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { open, sideways, until } from "./browser";
import { browser, itWithin, server } from "./mocked";

const it = itWithin(120_000);

const saved = async (page: Page, press: () => Promise<void>) => {
  const download = page.waitForEvent("download");
  await press();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
};

it("asks for any days of the calendar, hour by hour or day by day", async () => {
  const { page, problems, close } = await open(browser, server, "/", { timezoneId: "Europe/Berlin" });
  const asked: URLSearchParams[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.pathname.endsWith("/timeline")) asked.push(url.searchParams);
  });
  await page.locator(".timeline").first().waitFor();
  const button = page.getByRole("button", { name: "Days…" });
  await button.click();
  const dialog = page.getByRole("dialog", { name: "Days" });
  await dialog.getByLabel("First day").fill("2026-10-20");
  await dialog.getByLabel("Last day").fill("2026-10-12");
  await dialog.getByRole("button", { name: "Show" }).click();
  await until("it says why not", async () => /first day is after/.test(await dialog.innerText()));
  await dialog.getByLabel("Last day").fill("2026-10-26");
  await dialog.getByRole("button", { name: "Show" }).click();
  // The clocks went back on 25 October: seven days are 169 hours.
  await until("these days are asked", () =>
    asked.some(
      (query) =>
        query.get("from") === "2026-10-19T22:00:00.000Z" &&
        query.get("to") === "2026-10-26T23:00:00.000Z" &&
        query.get("span") === "hour",
    ),
  );
  const hint = page.locator("#ranking .hint").first();
  await until("these days are said", async () => /from 20 Oct to 26 Oct 2026/.test(await hint.innerText()), 60);
  await page.getByRole("button", { name: "20 Oct to 26 Oct 2026", exact: true }).click();
  await dialog.getByRole("button", { name: "Last month" }).click();
  await until("a month is asked by days", () => asked.at(-1)?.get("span") === "day");
  assert.deepEqual(problems, []);
  await close();
});

it("sorts a table by a heading, keeps the order when figures are renewed, and copies what is shown", async () => {
  const { page, problems, close } = await open(browser, server, "/", {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const rows = page.locator("#dwell tbody tr");
  await rows.nth(2).waitFor();
  const names = async () => page.locator("#dwell tbody th").allInnerTexts();
  const first = await names();
  const people = page.locator("#dwell").getByRole("button", { name: "People (stays)" });
  await people.click();
  assert.equal(await page.locator('#dwell th[aria-sort="descending"]').count(), 1);
  assert.deepEqual(await names(), ["Cereal end cap", "Coffee screen", "Poster at the till"]);
  await people.press("Enter");
  assert.deepEqual(await names(), ["Coffee screen", "Cereal end cap", "Poster at the till"]); // withheld stays last
  const before = await rows.first().elementHandle();
  await page.evaluate(() => document.querySelector<HTMLButtonElement>('[data-value="today"]')?.click()); // as if time had gone on
  await until("new figures", async () => !(await before!.evaluate((node) => node.isConnected)), 20);
  assert.deepEqual(await names(), ["Coffee screen", "Cereal end cap", "Poster at the till"]);
  await page
    .locator("#dwell")
    .getByRole("button", { name: /Copy the table/ })
    .click();
  await until("it says so", async () => /Table copied/.test(await page.locator("#announce").innerText()));
  const lines = (await page.evaluate(() => navigator.clipboard.readText())).split("\n").map((line) => line.split("\t"));
  assert.equal(lines.length, 4);
  assert.deepEqual(lines[0]?.slice(0, 3), ["Content", "People (stays)", "Dwell"]);
  assert.deepEqual(lines[1]?.slice(0, 2), ["Coffee screen", "310"]);
  assert.match(lines[3]?.join(" ") ?? "", /^Poster at the till withheld: fewer than 5 people [–\s]+ withheld/);
  await people.click();
  assert.deepEqual(await names(), first);
  assert.deepEqual(problems, []);
  await close();
});

it("saves charts as PNG, SVG and CSV, and tables as CSV", async () => {
  const { page, problems, close } = await open(browser, server, "/", { colorScheme: "dark" });
  await page.locator("#relation .saves").waitFor();
  for (const place of [".timeline", "#relation", "#ranking"]) {
    const buttons = page.locator(`${place} .saves`).first();
    const png = await saved(page, () => buttons.getByRole("button", { name: "PNG" }).click());
    assert.deepEqual([...png.bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47], place);
    assert.ok(png.bytes.length > 5000 && png.bytes.readUInt32BE(16) >= 560, `${place}: ${png.bytes.length}`);
    const svg = await saved(page, () => buttons.getByRole("button", { name: "SVG" }).click());
    assert.match(svg.name, /^mien-[a-z-]+\.svg$/);
    const text = svg.bytes.toString();
    assert.match(text, /^<svg xmlns=/);
    assert.doesNotMatch(text, /NaN|undefined|href=|class=/);
    const wrong = await page.evaluate((source) => {
      const made = new DOMParser().parseFromString(source, "image/svg+xml");
      return made.querySelector("parsererror")?.textContent ?? "";
    }, text);
    assert.equal(wrong, "");
    const csv = await saved(page, () => buttons.getByRole("button", { name: "CSV" }).click());
    const lines = csv.bytes.toString().trim().split("\r\n");
    assert.ok(lines.length > 2 && lines[0]!.includes("withheld"), `${place}: ${lines[0]}`);
    if (place !== ".timeline") assert.match(lines.at(-1)!, /Poster at the till,yes,+$/);
  }
  const table = await saved(page, () =>
    page
      .locator("#dwell")
      .getByRole("button", { name: /as CSV/ })
      .click(),
  );
  assert.match(table.bytes.toString(), /^Content,People \(stays\)/);
  assert.deepEqual(problems, []);
  await close();
});

it("has one row a bar in the table of a timeline, none twice", async () => {
  const { page, problems, close } = await open(browser, server, "/");
  const card = page.locator(".timeline").first();
  await card.locator("summary").click();
  await card.locator("tbody tr").nth(10).waitFor();
  let bars = -1;
  page.on("response", async (response) => {
    if (!/timeline\?.*content=shelf-cereal/.test(response.url())) return;
    const body = (await response.json().catch(() => null)) as { points: unknown[] } | null; // null: overtaken
    if (body) bars = body.points.length;
  });
  for (const [range, words] of [
    ["28 days", "in the last 28 days"],
    ["Today", "today"],
    ["7 days", "in the last 7 days"],
  ] as const) {
    bars = -1;
    await page.getByRole("button", { name: range, exact: true }).click();
    await until("its rows", async () => (await card.locator("tbody tr").count()) === bars);
    assert.ok((await page.locator("#timelines .hint").first().innerText()).includes(words));
    const times = await card.locator("tbody th").allInnerTexts();
    assert.equal(new Set(times).size, times.length, `${range}: ${times.slice(0, 5).join()}`);
  }
  assert.deepEqual(problems, []);
  await close();
});

it("gives one valence of a content in every panel that speaks of the same time", async () => {
  const { page, problems, close } = await open(browser, server, "/");
  await page.locator("#ranking tbody tr").nth(1).waitFor();
  await page.locator("#dwell tbody tr").nth(1).waitFor();
  const signed = (text: string) => /[+−]\d\.\d\d/.exec(text)?.[0];
  const ranked = signed(await page.locator("#ranking tbody tr", { hasText: "Cereal end cap" }).innerText());
  const dwell = page.locator("#dwell tbody tr", { hasText: "Cereal end cap" }).locator('td[data-label="Valence"]');
  assert.equal(signed(await dwell.innerText()), ranked);
  const card = page.locator('.timeline[data-content="shelf-cereal"] > .hint');
  await until("the timeline's words", async () => signed(await card.innerText()) !== undefined);
  assert.equal(signed(await card.innerText()), ranked);
  for (const panel of ["#ranking", "#dwell", "#timelines", "#relation"])
    assert.match(await page.locator(`${panel} header .hint`).innerText(), /Stays that began in the last 7 days/);
  assert.match(await page.locator("#now header .hint").innerText(), /last 60 seconds/);
  assert.match(await page.locator(".tile .rate").first().innerText(), /median \d+\sms, p99 \d+\sms/);
  assert.match(await page.locator("#system").innerText(), /p99 of the slowest camera/);
  assert.deepEqual(problems, []);
  await close();
});

it("compares two stretches of days and two contents, and shows the hours of the week", async () => {
  const { page, problems, close } = await open(browser, server, "/", { timezoneId: "Europe/Berlin" });
  const week = page.getByRole("region", { name: "Hours of the week" });
  await until("the hours", async () => (await week.locator("tbody tr").count()) === 7);
  assert.match((await week.locator("thead").textContent()) ?? "", /Day.*09.*19/);
  const panel = page.getByRole("region", { name: "Compare", exact: true });
  const [first, to1, second, to2] = await panel.locator('input[type="date"]').all();
  await panel.getByRole("button", { name: "Compare days" }).click();
  await until("it says what is missing", async () => /choose a date/.test(await panel.innerText()));
  for (const [field, date] of [
    [first, "2026-10-19"],
    [to1, "2026-10-25"],
    [second, "2026-10-26"],
    [to2, "2026-11-01"],
  ] as const)
    await field?.fill(date);
  const [asked] = await Promise.all([
    page.waitForRequest(/\/compare\?/),
    panel.getByRole("button", { name: "Compare days" }).click(),
  ]);
  const query = new URL(asked.url()).searchParams; // the clock went back on the 25th
  assert.deepEqual(
    ["from", "to", "other_from", "other_to"].map((key) => query.get(key)),
    ["2026-10-18T22:00:00.000Z", "2026-10-25T23:00:00.000Z", "2026-10-25T23:00:00.000Z", "2026-11-01T23:00:00.000Z"],
  );
  await until("the answer", async () => /differs \(p < 0.001\)/.test(await panel.innerText()));
  assert.match(await panel.innerText(), /26 Oct to 1 Nov 2026[\s\S]*Corrected for 2 comparisons[\s\S]*Not compared/);
  const [contents] = await Promise.all([
    page.waitForRequest(/\/compare\?.*other_content=/),
    panel.getByRole("button", { name: "Compare contents" }).click(),
  ]);
  assert.notEqual(new URL(contents.url()).searchParams.get("content"), null);
  assert.equal(await sideways(page), 0);
  assert.deepEqual(problems, []);
  await close();
});

it("has the dialog of days on a phone, by keyboard alone", async () => {
  const { page, problems, close } = await open(browser, server, "/", { viewport: { width: 360, height: 740 } });
  await page.locator("#dwell tbody tr").first().waitFor();
  assert.equal(await sideways(page), 0);
  await page.getByRole("button", { name: "Days…" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Days" });
  await dialog.waitFor();
  await dialog.getByRole("button", { name: "Yesterday" }).focus();
  await page.keyboard.press("Enter");
  await until("it is chosen", async () =>
    /^on \d+ \w+ \d{4}/.test((await page.locator("#ranking header .hint").innerText()).replace(/^.*began /s, "")),
  );
  assert.equal(await sideways(page), 0);
  assert.deepEqual(problems, []);
  await close();
});
