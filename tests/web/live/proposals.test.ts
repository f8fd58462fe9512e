// What the store's hub proposes, on the page.
import assert from "node:assert/strict";
import { mock, mockServer, open, until } from "./browser";
import { browser, it } from "./mocked";

it("shows what the hub proposes, and nothing changes without an administrator's yes", async () => {
  const one = { id: 7, camera: "till", words: "<b>new</b> shelf", who: "Ana Ruiz", made: "2026-11-03T09:00:00Z" };
  const own = await mockServer();
  await mock(own, {
    proposals: [
      { ...one, changes: ["content cereal → bread"] },
      { ...one, id: 8, camera: "door", changes: ["would be refused: the proposal names an address"] },
    ],
  });
  const { page, problems, close } = await open(browser, own, "/", {}, /422/);
  await page.locator("#proposals").waitFor();
  assert.match(await page.locator("#proposals").innerText(), /proposes 2 changes/);
  assert.deepEqual((await mock(own)).puts, []);
  await page.locator("#proposals").getByRole("button", { name: "Look at them" }).click();
  const dialog = page.getByRole("dialog", { name: "Proposals of the hub" });
  const first = dialog.locator('.proposal[data-id="7"]');
  const second = dialog.locator('.proposal[data-id="8"]');
  await first.waitFor();
  assert.match(await first.innerText(), /Ana Ruiz at the hub: <b>new<\/b> shelf[^]*content cereal → bread/);
  assert.match(await second.innerText(), /names an address/);
  await second.getByLabel("Decision").selectOption("no");
  await second.getByLabel("Your name").fill("Ben Ode");
  await second.getByRole("button", { name: "Decide" }).click();
  await until("a reason is asked for", async () => /lacks accept/.test(await second.innerText()));
  await second.getByLabel("Reason").fill("not here");
  await second.getByRole("button", { name: "Decide" }).click();
  await until("it is gone", async () => (await second.count()) === 0);
  await first.getByLabel("Your name").fill("Ben Ode");
  await first.getByRole("button", { name: "Decide" }).click();
  await until("nothing waits", async () => /proposes nothing|reports to no hub/.test(await dialog.innerText()));
  await until("the banner is gone", async () => (await page.locator("#proposals").count()) === 0);
  assert.deepEqual(
    (await mock(own)).puts.slice(1),
    [
      { method: "POST", name: "proposals/8", body: { accept: false, name: "Ben Ode", reason: "not here" } },
      { method: "POST", name: "proposals/7", body: { accept: true, name: "Ben Ode", reason: "" } },
    ],
  );
  assert.deepEqual(problems, []);
  await close();
  await own.stop();
});
