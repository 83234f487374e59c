// Runs the checks of one exercise on Pyodide's core, in Node: node run.mjs CHECKING EXERCISE PURE REQUESTS_JSON
// REQUESTS_JSON is [{slug, code, form}]; prints one Result per line.
import { readFile } from "node:fs/promises";
import { loadPyodide } from "pyodide";

const [checking, exercise, pure, requests] = process.argv.slice(2);
const pyodide = await loadPyodide();
for (const [path, folder] of [[checking, "/page"], [exercise, "/page"], [pure, "/pure"]]) {
  pyodide.unpackArchive(new Uint8Array(await readFile(path)), "zip", { extractDir: folder });
}
pyodide.runPython("import sys; sys.path[:0] = ['/page', '/pure']; sys.dont_write_bytecode = True");
const check = pyodide.pyimport("grader.page").check;
for (const { slug, code, form } of JSON.parse(await readFile(requests, "utf8"))) {
  console.log(JSON.stringify(JSON.parse(check("/page", slug, code, form))));
}
