// Runs tests/web/*.test.ts: each bundled by esbuild into a scratch folder, then node's own test runner.
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const tests = fileURLToPath(new URL("../../../tests/web/", import.meta.url));
const names = (await readdir(tests)).filter((name) => name.endsWith(".test.ts"));
const scratch = await mkdtemp(join(tmpdir(), "siyu-web-"));
try {
  await build({
    entryPoints: names.map((name) => join(tests, name)),
    bundle: true,
    outdir: scratch,
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
    logLevel: "warning",
  });
  const bundled = names.map((name) => join(scratch, name.replace(/\.ts$/, ".mjs")));
  process.exitCode = spawnSync(process.execPath, ["--test", ...bundled], { stdio: "inherit" }).status ?? 1;
} finally {
  await rm(scratch, { recursive: true });
}
