// Builds the committed bundles: dist/siyu.js, on every page; dist/siyu-editor.js, for code that is edited; dist/siyu-qr.js, for a
// code to scan; dist/siyu-worker.js, in which a page's Python lives. Same sources and lock, same bytes; `--check` compares instead of writing.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = new URL("dist/", import.meta.url);
const LICENCE = "/* Contains CodeMirror 6 and Lezer, MIT licence, (c) Marijn Haverbeke and others. */";

async function bundle(entry, format, banner, globalName) {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [`src/${entry}`],
    bundle: true,
    write: false,
    outfile: "dist/out.js",
    format,
    globalName,
    target: ["es2022"],
    charset: "utf8",
    minify: true,
    legalComments: "none",
    banner: { js: banner },
  });
  return outputFiles[0].contents;
}

const made = {
  "siyu.js": await bundle("main.ts", "iife", "/* Contains ts-fsrs, MIT licence. */"),
  "siyu-editor.js": await bundle("editor.ts", "iife", LICENCE, "SIYU_EDITOR"),
  "siyu-qr.js": await bundle("qr.ts", "iife", "/* Contains lean-qr, MIT licence. */", "SIYU_QR"),
  "siyu-worker.js": await bundle("pyodide_worker.ts", "esm", ""),
};
await mkdir(dist, { recursive: true });
for (const [name, content] of Object.entries(made)) {
  const target = new URL(name, dist);
  if (!process.argv.includes("--check")) await writeFile(target, content);
  else if (!(await readFile(target).catch(() => Buffer.alloc(0))).equals(content)) {
    console.error(`dist/${name} is not what the sources give: run \`npm run build\``);
    process.exitCode = 1;
  }
}
