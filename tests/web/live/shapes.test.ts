// A camera is changed without its address, and zones and masks are drawn: by mouse, and by keyboard alone.
import assert from "node:assert/strict";
import { mock, open, sideways, until } from "./browser";
import { browser, it, server } from "./mocked";

const last = async () => (await mock(server)).puts.at(-1);

it("draws a zone with the mouse, moves a corner of a mask, and sends no address", async () => {
  const { page, problems, close } = await open(browser, server, "/");
  await page.getByRole("button", { name: "Change camera aisle-3" }).click();
  const dialog = page.getByRole("dialog", { name: "Change camera" });
  assert.equal(await dialog.getByLabel("Transport").inputValue(), "tcp");
  assert.equal(await dialog.getByLabel("Width in pixels").inputValue(), "640");
  const picture = dialog.locator("svg.shapes");
  await dialog.getByRole("button", { name: "Draw zone" }).click();
  await picture.scrollIntoViewIfNeeded();
  const box = (await picture.boundingBox())!;
  const press = (x: number, y: number) => page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  for (const [x, y] of [
    [0.2, 0.2],
    [0.6, 0.2],
    [0.6, 0.8],
    [0.2, 0.2],
  ] as const)
    await press(x, y);
  await until("it is in the list", async () => (await dialog.getByLabel("Name of zone-1").count()) === 1);
  await dialog.getByLabel("Name of zone-1").fill("bench");
  const corner = dialog.getByRole("button", { name: /mask door, corner 1/ });
  await corner.scrollIntoViewIfNeeded();
  const now = (await picture.boundingBox())!;
  await page.mouse.move(now.x + 0.85 * now.width, now.y + 2);
  await page.mouse.down();
  await page.mouse.move(now.x + 0.7 * now.width, now.y + 0.1 * now.height, { steps: 4 });
  await page.mouse.up();
  await dialog.getByRole("button", { name: "Save" }).click();
  await until("it is sent", async () => (await last())?.name === "aisle-3");
  const body = (await last())!.body as { zones: Record<string, number[][]>; masks: Record<string, number[][]> };
  assert.ok(!("input" in body), JSON.stringify(body));
  assert.deepEqual(Object.keys(body.zones), ["shelf", "bench"]);
  assert.deepEqual(
    body.zones.bench?.map((point) => point.map((value) => Math.round(value * 20) / 20)),
    [
      [0.2, 0.2],
      [0.6, 0.2],
      [0.6, 0.8],
    ],
  );
  const moved = body.masks.door?.[0] ?? [];
  assert.ok(Math.abs(moved[0]! - 0.7) < 0.02 && Math.abs(moved[1]! - 0.1) < 0.02, String(moved));
  assert.deepEqual(problems, []);
  await close();
});

it("draws a mask by keyboard alone; Escape gives up the drawing, not the dialog", async () => {
  const { page, problems, close } = await open(browser, server, "/");
  await page.getByRole("button", { name: "Change camera entrance" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Change camera" });
  await dialog.waitFor();
  const keys = async (...names: string[]) => {
    for (const name of names) await page.keyboard.press(name);
  };
  await dialog.getByRole("button", { name: "Draw mask" }).focus();
  await keys("Enter", "Space", "Escape");
  assert.equal(await dialog.isVisible(), true);
  await dialog.getByRole("button", { name: "Draw mask" }).focus();
  await keys("Enter", "Space", "Enter");
  await until("three corners are the least", async () => /three corners/.test(await dialog.innerText()));
  await keys("ArrowRight", "ArrowRight", "Space", "ArrowDown", "Shift+ArrowDown", "Space", "Enter");
  await dialog.getByLabel("Name of mask-1").waitFor();
  await dialog.getByRole("button", { name: /mask mask-1, corner 2/ }).focus();
  await keys("ArrowUp");
  assert.match(
    (await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))) ?? "",
    /mask mask-1, corner 2: 54\.0 % from the left, 48\.0 % from the top/,
  );
  await dialog.getByRole("button", { name: /zone shelf, corner 4/ }).focus();
  await keys("Delete");
  await dialog.getByRole("button", { name: "Save" }).focus();
  await keys("Enter");
  await until("it is sent", async () => (await last())?.name === "entrance");
  const body = (await last())!.body as { masks: object; zones: { shelf: unknown[] } };
  assert.deepEqual(body.masks, {
    "mask-1": [
      [0.5, 0.5],
      [0.54, 0.48],
      [0.54, 0.525],
    ],
  });
  assert.equal(body.zones.shelf.length, 3);
  assert.deepEqual(problems, []);
  await close();
});

it("fits a phone, and says in words what is wrong with a text of shapes", async () => {
  const { page, problems, close } = await open(browser, server, "/", { viewport: { width: 360, height: 740 } });
  await page.getByRole("button", { name: "Change camera till" }).click();
  const dialog = page.getByRole("dialog", { name: "Change camera" });
  await dialog.locator("svg.shapes").waitFor();
  assert.equal(await sideways(page), 0);
  assert.ok((await dialog.evaluate((node) => node.scrollWidth - node.clientWidth)) <= 0);
  await dialog.getByText("As text").click();
  await dialog.getByLabel("The same as text").fill("{zones");
  await dialog.getByRole("button", { name: "Save" }).click();
  await until("why not", async () => /Shapes as text: This is not JSON/.test(await dialog.innerText()));
  assert.deepEqual(problems, []);
  await close();
});
