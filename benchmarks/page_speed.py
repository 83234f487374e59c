"""Speed of a page that runs code, in headless Chromium on a plain file server, in pairs with a bare Pyodide page.

first: from agreeing to load Python to the first verdict; the bare page loads the same files, opens the same packages and makes
the same check, with nothing of ours around it. Both in a browser that has kept nothing. Goal: at most 1.1 times.
later: from pressing 检查 to the verdict in the open page, beside the same check called again in the bare one. Goal: 0.3 s.
Also to the first that is shown of it.
again: the same from a second visit, and how many files of the runtime were fetched for it. Weight: the heaviest pages,
compressed, before any code runs. Goal: under 250 KB.

Usage: SIYU_RUNTIME=FOLDER python -m benchmarks.page_speed EXERCISE [RUNS]
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from course.load import load_course
from course.model import Exercise
from tests.hosted.desk import LONG, agree, check, ended, open_form, source, verdict
from tests.hosted.serving import ROOT, Hosted, build_hosted, named_runtime, serving
from tests.site.conftest import chromium
from tests.site.test_every_page import weights

LATER = 7
BARE = """<!doctype html><meta charset="utf-8"><button>go</button><pre></pre>
<script type="module">
const work = __WORK__;
document.querySelector("button").onclick = () => {
  const worker = new Worker("bare.mjs", { type: "module" });
  worker.onmessage = ({ data }) => {
    if (data.verdict) document.querySelector("pre").textContent = data.verdict;
    else window.later = data.later;
  };
  worker.postMessage({ ...work, root: new URL("./", location.href).href });
};
</script>"""
BARE_WORKER = """self.onmessage = async ({ data: { runtime, root, exercise, code, times } }) => {
  const home = root + runtime.folder;
  const { loadPyodide } = await import(`${home}pyodide.mjs`);
  const python = await loadPyodide({ indexURL: home, packageBaseUrl: home, env: { HOME: "/tmp", TZ: "Asia/Shanghai" } });
  await python.loadPackage(runtime.packages, { messageCallback() {} });
  for (const { place } of runtime.archives) {
    const archive = await (await fetch(root + place)).arrayBuffer();
    python.unpackArchive(archive, "zip", { extractDir: "/siyu" });
  }
  python.runPython(`import sys; sys.path[:0] = ["/siyu", "/siyu/dataset"]; sys.dont_write_bytecode = True`);
  for (const name of runtime.imports) python.pyimport(name);
  const check = (text) => python.pyimport("grader.page").check("/siyu", exercise, text, "write");
  self.postMessage({ verdict: check(code) });
  const later = [];
  for (let number = 0; number < times; number++) {
    const began = performance.now();
    check(`${code}\\n# ${number}\\n`);
    later.push((performance.now() - began) / 1000);
  }
  self.postMessage({ later });
};"""


@dataclass
class Visit:
    """Seconds of one reader: first verdict, later ones (first shown, whole), first one of a second visit, files fetched."""

    first: float
    later: list[tuple[float, float]]
    again: float
    fetched: int


def write_bare(site: Path, exercise: Exercise) -> None:
    """A page beside the site's that does an exercise's check and nothing else."""
    html = (site / "exercises" / exercise.slug / "index.html").read_text("utf-8")
    told = re.search(r'id="?siyu-runtime"?>(.*?)</script>', html, re.DOTALL)
    assert told, "the site has no runtime"
    work = {
        "runtime": json.loads(told[1]),
        "exercise": exercise.slug,
        "code": source(exercise, "solution.py"),
        "times": LATER,
    }
    (site / "bare.html").write_text(BARE.replace("__WORK__", json.dumps(work).replace("</", "<\\/")), "utf-8")
    (site / "bare.mjs").write_text(BARE_WORKER, "utf-8")


def bare(browser: Browser, hosted: Hosted) -> tuple[float, float]:
    """Seconds to the bare page's verdict, and of a later check in it."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{hosted.base}/bare.html")
        began = time.perf_counter()
        page.get_by_role("button").click()
        page.wait_for_function("document.querySelector('pre').textContent.includes('passed')", timeout=LONG)
        first = time.perf_counter() - began
        page.wait_for_function("window.later", timeout=LONG)
        return first, statistics.median(page.evaluate("window.later"))


def ours(browser: Browser, hosted: Hosted, exercise: Exercise) -> Visit:
    """One reader on the exercise's page, who comes back."""
    code = source(exercise, "solution.py")
    with browser.new_context() as context:
        page = desk(context, hosted, exercise)
        check(page, code)
        began = time.perf_counter()
        agree(page)
        passed(page)
        first = time.perf_counter() - began
        later = [timed_check(page, f"{code}\n# {number}\n") for number in range(LATER)]
        page.close()
        since = len(hosted.asked)
        page = desk(context, hosted, exercise)
        _, again = timed_check(page, code)
        fetched = [path for path in hosted.asked[since:] if "/runtime/" in path and not re.search(r"\.m?js$", path)]
        return Visit(first, later, again, len(fetched))


def desk(context: BrowserContext, hosted: Hosted, exercise: Exercise) -> Page:
    """The exercise's page with the form 写 open."""
    page = context.new_page()
    page.goto(f"{hosted.base}/exercises/{exercise.slug}/")
    open_form(page, "写")
    return page


def timed_check(page: Page, code: str) -> tuple[float, float]:
    """Seconds from pressing 检查 to the first that is shown of the verdict, and to all of it.

    By the page's own clock: the driver's way there and back is not in it.
    """
    verdict(page).evaluate("node => node.replaceChildren()")
    page.evaluate(
        """() => {
            const open = document.querySelector(".siyu-panel:not([hidden])");
            const press = open.querySelector(".siyu-primary");
            press.addEventListener("click", () => (window.began = performance.now()), { capture: true });
            new MutationObserver((_, watch) => {
                const shown = open.querySelector(".siyu-result > [data-status]");
                if (!shown) return;
                window.told ??= performance.now() - window.began;
                if (shown.dataset.status === "running") return;
                window.took = performance.now() - window.began;
                watch.disconnect();
            }).observe(open.querySelector(".siyu-result"), { childList: true });
            window.told = window.took = null;
        }"""
    )
    check(page, code)
    page.wait_for_function("window.took !== null", timeout=LONG)
    return float(page.evaluate("window.told")) / 1000, float(page.evaluate("window.took")) / 1000


def passed(page: Page) -> None:
    """Wait for the verdict that everything passed."""
    ended(page).and_(page.locator("[data-status=passed]")).wait_for(timeout=LONG)


def main(slug: str, runs: int) -> None:
    """Print the figures."""
    exercise = next(one for one in load_course(ROOT).exercises if one.slug == slug)
    with tempfile.TemporaryDirectory() as scratch:
        runtime = named_runtime(Path(scratch))
        site = build_hosted(runtime, Path(scratch) / "build")
        write_bare(site, exercise)
        with serving(site) as (base, asked), chromium() as browser:
            hosted = Hosted(base, site, runtime, asked)
            bare(browser, hosted)  # warm the file cache
            pairs = [(bare(browser, hosted), ours(browser, hosted, exercise)) for _ in range(runs)]
        heaviest = sorted(((weight, page) for page, weight in weights(site).items()), reverse=True)[:3]
    floors, visits = [floor for (floor, _), _ in pairs], [visit for _, visit in pairs]
    median = statistics.median
    print(f"{slug}: Pyodide {runtime.version}, Python {runtime.python}, {runs} pairs")
    print(
        f"first: bare {median(floors):.2f} s, ours {median(v.first for v in visits):.2f} s, ratio pair by pair "
        f"{median(v.first / floor for (floor, _), v in pairs):.2f} (goal 1.1)"
    )
    print(
        f"later: bare {median(later for (_, later), _ in pairs):.3f} s, "
        f"ours {median(t for v in visits for _, t in v.later):.3f} s (goal 0.3), "
        f"first checks shown after {median(t for v in visits for t, _ in v.later):.3f} s"
    )
    print(
        f"again: {median(v.again for v in visits):.2f} s, files of the runtime fetched: {max(v.fetched for v in visits)}"
    )
    for weight, page in heaviest:
        print(f"weight: {weight / 1000:.0f} KB {page} (goal 250)")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3)
