// One browser and one mock server for the tests of a file; without Chromium they are skipped.
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { launch, mockServer, SKIP, type Server } from "./browser";

export let browser: Browser, server: Server;
before(async () => {
  if (!SKIP) {
    browser = await launch();
    server = await mockServer();
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
export const itWithin = (timeout: number) => (name: string, run: () => Promise<void>) =>
  test(name, { skip: SKIP, timeout }, run);
export const it = itWithin(60_000);
