// build.mjs [--dev] FOLDER: bundles the live pages into FOLDER. cmake/Web.cmake runs it at build time.
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const dev = process.argv.includes("--dev");
const site = process.argv.slice(2).find((word) => !word.startsWith("--"));
if (!site) {
  console.error("Usage: node build.mjs [--dev] FOLDER");
  process.exit(2);
}
rmSync(site, { recursive: true, force: true });
mkdirSync(`${site}/assets`, { recursive: true });
cpSync("static", site, { recursive: true });
await build({
  entryPoints: { app: "src/app.ts", kiosk: "src/kiosk/kiosk.ts", api: "src/reference/reference.ts" },
  outdir: `${site}/assets`,
  bundle: true,
  minify: !dev,
  sourcemap: dev ? "inline" : false,
  format: "esm",
  target: ["chrome105", "firefox110", "safari16"],
  charset: "utf8",
  legalComments: "inline",
  logLevel: "warning",
});
