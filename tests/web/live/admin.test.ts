// What administrators do on the page, and that names of others' making stay text.
import assert from "node:assert/strict";
import { mock, mockServer, open, until } from "./browser";
import { browser, it, server } from "./mocked";

it("adds, changes and removes a camera; a refusal stays in the dialog in words", async () => {
  const { page, problems, close } = await open(browser, server, "/", {}, /422/);
  await page.getByRole("button", { name: "Add camera" }).click();
  const add = page.getByRole("dialog", { name: "Add camera" });
  await add.getByLabel("Name", { exact: true }).fill("window");
  await add.getByLabel("Address", { exact: true }).fill("nonsense");
  await add.getByLabel("Content").fill("poster");
  await add.getByRole("button", { name: "Add", exact: true }).click();
  await until("the refusal is shown", async () => /no address of a camera.*Give rtsp/.test(await add.innerText()));
  await add.getByLabel("Address", { exact: true }).fill("rtsp://10.0.0.9/main");
  await add.getByText("As text").click();
  await add.getByLabel("The same as text").fill('{"zones": {"door": [[0,0],[1,0],[1,1]]}}');
  await add.getByRole("button", { name: "Add", exact: true }).click();
  await page.locator('.tile[data-camera="window"]').waitFor();
  const { puts } = await mock(server);
  assert.deepEqual(puts.at(-1), {
    method: "PUT",
    name: "window",
    body: {
      input: "rtsp://10.0.0.9/main",
      content: "poster",
      zones: {
        door: [
          [0, 0],
          [1, 0],
          [1, 1],
        ],
      },
    },
  });
  await page.getByRole("button", { name: "Change camera window" }).click();
  const change = page.getByRole("dialog", { name: "Change camera" });
  await change.getByText("Remove this camera").click();
  await change.getByRole("button", { name: "Remove window" }).click();
  await until("it is gone", async () => (await page.locator('.tile[data-camera="window"]').count()) === 0);
  assert.deepEqual(problems, []);
  await close();
});

// The dialog for a till's table, with this file chosen.
async function importing(buffer: Buffer) {
  const { page, problems, close } = await open(browser, server, "/");
  await page.locator(".tile").first().waitFor();
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: /Import ratings/ }).click();
  const dialog = page.getByRole("dialog", { name: "Import ratings" });
  await dialog.getByLabel("CSV file").setInputFiles({ name: "r.csv", mimeType: "text/csv", buffer });
  return { page, dialog, problems, close };
}

it("imports ratings and lists the bad lines", async () => {
  const { page, dialog, problems, close } = await importing(
    Buffer.from("content,rating,time,shop\nposter,5,2026-01-01T10:00:00Z,a\nposter,9,2026-01-01T10:00:00Z,a\n"),
  );
  await dialog.getByRole("button", { name: "Import" }).click();
  await until("the report", async () =>
    /1\srating imported, 0 already imported, 1\sbad line\./.test(await dialog.innerText()),
  );
  assert.match(await dialog.innerText(), /shop[\s\S]*3\s+rating "9" is not between 1 and 5/);
  assert.deepEqual(problems, []);
  await close();
});

it("imports with the options of the command, the file byte by byte", async () => {
  const { page, dialog, problems, close } = await importing(
    Buffer.from("content;rating;time\nM\xfcsli;5;03/11/2026 10:00\n", "latin1"),
  );
  await dialog.getByText("Options").click();
  await dialog.getByLabel("Order of dates").selectOption("month-first");
  await dialog.getByLabel("Times without a zone").fill("+01:00");
  await dialog.getByLabel("Separator").selectOption("semicolon");
  await dialog.getByLabel("Encoding").selectOption("windows-1252");
  const [request] = await Promise.all([
    page.waitForRequest(/ratings\/import/),
    dialog.getByRole("button", { name: "Import" }).click(),
  ]);
  assert.equal(
    new URL(request.url()).search,
    "?dates=month-first&utc_offset=%2B01%3A00&separator=semicolon&encoding=windows-1252",
  );
  assert.deepEqual(problems, []);
  await close();
});

it("exports the chosen time, reloads the configuration, shows the audit log", async () => {
  const { page, problems, close } = await open(browser, server, "/");
  await page.locator(".tile").first().waitFor();
  const menu = async (item: RegExp) => {
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  const download = page.waitForEvent("download");
  await menu(/Export/);
  assert.match((await download).url(), /export\.csv\?span=hour&from=2/);
  await menu(/Reload/);
  await until("what changed is said", async () => /added: door/.test(await page.locator("#reloaded").innerText()));
  await menu(/Audit/);
  await until("entries", async () =>
    /camera changed/.test(await page.getByRole("dialog", { name: "Audit log" }).innerText()),
  );
  assert.deepEqual(problems, []);
  await close();
});

it("suspends a camera's figures while it goes on, and lets them count again", async () => {
  const { page, problems, close } = await open(browser, server, "/");
  const tile = page.locator('.tile[data-camera="aisle-3"]');
  await page.getByRole("button", { name: "Pause camera aisle-3" }).click();
  const dialog = page.getByRole("dialog", { name: "Pause" });
  await dialog.getByLabel("Your name").fill("Ana Ruiz");
  await dialog.getByLabel("Reason").fill("it was moved");
  await dialog.getByLabel("Only its figures").check();
  await dialog.getByRole("button", { name: "Pause now" }).click();
  await until("it is said", async () => /figures of camera aisle-3/.test(await page.locator("#announce").innerText()));
  await until("the tile says so", async () => /figures suspended by Ana Ruiz/.test(await tile.innerText()));
  const { puts } = await mock(server, { locked: true });
  assert.deepEqual(puts.at(-1)?.body, { name: "Ana Ruiz", reason: "it was moved", figures_only: true });
  await page.getByRole("button", { name: "End the pause of camera aisle-3" }).click();
  await until("it counts again", async () => !/figures suspended/.test(await tile.innerText()));
  await page.getByRole("button", { name: "Pause camera aisle-3" }).click();
  assert.equal(await dialog.getByLabel("Only its figures").isChecked(), false, "the next pause is of the camera");
  await dialog.getByRole("button", { name: "Pause now" }).click();
  await until("it says that it waits", async () =>
    /is paused\. The database cannot be written now/.test(await page.locator("#announce").innerText()),
  );
  await page.getByRole("button", { name: "End the pause of camera aisle-3" }).click();
  await mock(server, { locked: false });
  assert.deepEqual(problems, []);
  await close();
});

it("offers a reader nothing that only administrators may do", async () => {
  await mock(server, { scope: "read" });
  const { page, problems, close } = await open(browser, server, "/");
  await page.locator(".tile").first().waitFor();
  await page.locator("#ranking table").waitFor();
  assert.equal(await page.getByRole("button", { name: "Add camera" }).isVisible(), false);
  assert.equal(
    await page
      .getByRole("button", { name: /Change camera/ })
      .first()
      .isVisible(),
    false,
  );
  await page.getByRole("button", { name: "Menu" }).click();
  assert.equal(await page.getByRole("menuitem", { name: /Import|Reload|Audit/ }).count(), 0);
  assert.deepEqual(problems, []);
  await mock(server, { scope: "admin" });
  await close();
});

it("shows raw video only on an administrator's press, and says that it is on", async () => {
  await mock(server, { raw_video: true });
  const { page, problems, close } = await open(browser, server, "/");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const button = page.getByRole("button", { name: "Raw video" });
  await button.waitFor();
  await until("blurred pictures", () => asked.some((url) => url.includes("/picture")));
  assert.ok(!asked.some((url) => url.includes("kind=raw")));
  assert.match(await page.locator("#raw").innerText(), /Raw video is on/);
  await button.click();
  await until("raw pictures", () => asked.some((url) => url.includes("kind=raw")));
  assert.equal(await page.locator(".rawnotice").isVisible(), true);
  assert.deepEqual(problems, []);
  await mock(server, { raw_video: false });
  await close();
});

it("shows names with markup as text", async () => {
  const evil = '<img src=x onerror="document.documentElement.dataset.pwned=1">';
  await mock(server, {
    contents: [{ name: evil, title: `<script>document.documentElement.dataset.pwned=1</script>${evil}`, cameras: [] }],
    cameras: [
      [evil, evil],
      ["b", evil],
    ],
    states: { b: ["failed", evil] },
  });
  const { page, problems, close } = await open(browser, server, "/");
  await page.locator(".timeline").waitFor();
  await page.locator("#dwell table").waitFor();
  await until("the error is text", async () =>
    (await page.locator('.tile[data-camera="b"]').innerText()).includes("<img src=x"),
  );
  assert.equal(await page.evaluate(() => document.documentElement.dataset.pwned), undefined);
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  assert.ok((await page.locator("#dwell").innerText()).includes("<script>"));
  assert.deepEqual(problems, []);
  await close();
});

it("asks for a token where the server wants one, and says when it is wrong", async () => {
  const guarded = await mockServer("--token", "s3cret");
  const { page, problems, close } = await open(browser, guarded, "/", {}, /401/);
  const dialog = page.getByRole("dialog", { name: "Sign in" });
  await dialog.waitFor();
  await dialog.getByLabel("Access token").fill("wrong");
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await until("it says so", async () => /not known/.test(await dialog.innerText()));
  await dialog.getByLabel("Access token").fill("s3cret");
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await page.locator(".tile").first().waitFor();
  assert.equal(await dialog.isVisible(), false);
  assert.equal(await page.evaluate(() => document.cookie), "");
  assert.deepEqual(problems, []);
  await close();
  await guarded.stop();
});
