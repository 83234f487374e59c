// Builds the one committed bundle, dist/siyu.js. Same sources and lock, same bytes; `--check` compares instead of writing.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = new URL("dist/siyu.js", import.meta.url);

const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: ["src/main.ts"],
  bundle: true,
  write: false,
  outfile: "dist/siyu.js",
  format: "iife",
  target: ["es2022"],
  charset: "utf8",
  minify: true,
  legalComments: "none",
  banner: { js: "/* Contains CodeMirror 6 and Lezer, MIT licence, (c) Marijn Haverbeke and others. */" },
});
const bundle = outputFiles[0].contents;

if (process.argv.includes("--check")) {
  const committed = await readFile(target).catch(() => Buffer.alloc(0));
  if (!committed.equals(bundle)) {
    console.error("dist/siyu.js is not what the sources give: run `npm run build`");
    process.exit(1);
  }
} else {
  await mkdir(new URL(".", target), { recursive: true });
  await writeFile(target, bundle);
}
