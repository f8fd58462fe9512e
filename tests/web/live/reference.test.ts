// /api, the API for people: every route is there with an example, and finding, copying and linking work.
import assert from "node:assert/strict";
import { open, sideways, until } from "./browser";
import { browser, it, server } from "./mocked";

it("shows every route of the document with its example, and finds one by words", async () => {
  const { page, problems, close } = await open(browser, server, "/api", {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await page.locator(".route").first().waitFor();
  const document = (await (await fetch(`${server.base}/api/v1/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId: string; summary: string; "x-example": string }>>;
  };
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  assert.equal(await page.locator(".route").count(), operations.length);
  for (const { operationId, summary, "x-example": example } of operations) {
    const route = page.locator(`#${operationId}`);
    assert.ok((await route.textContent())?.includes(summary), operationId);
    const shown = await route.locator("pre").textContent();
    assert.equal(shown, example.replaceAll("http://localhost:8642", server.base), operationId);
  }
  await page.locator("#rate").getByRole("button", { name: "Copy the example of rate" }).click();
  await until("it says so", async () => /copied/.test(await page.locator("#announce").innerText()));
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^curl -H "Authorization: Bearer \$RATE"/);
  await page.getByLabel("Find a route").fill("ranking");
  assert.equal(await page.locator(".route:visible").count(), 1);
  await page.getByLabel("Find a route").fill("");
  const dead = await page.evaluate(() =>
    [...window.document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')]
      .map((link) => link.getAttribute("href")!.slice(1))
      .filter((id) => !window.document.getElementById(id)),
  );
  assert.deepEqual(dead, []);
  assert.deepEqual(problems, []);
  await close();
});

it("fits a phone, in the dark", async () => {
  const { page, problems, close } = await open(browser, server, "/api#ranking", {
    viewport: { width: 360, height: 740 },
    colorScheme: "dark",
  });
  await page.locator("#ranking").waitFor();
  assert.equal(await sideways(page), 0);
  assert.deepEqual(problems, []);
  await close();
});
