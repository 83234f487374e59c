"""Latency of one check, as ratios to bare floors measured in the same run.

cold: `grader check FILE` in a new process, against a new process that only does `import pandas, pytest`.
warm: from saving a watched file to its verdict, against running the same checks' calls bare in one process.

Usage: python benchmarks/check_latency.py [RUNS]
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from course.load import load_exercise
from course.result import Result
from grader.check import Checker
from grader.judge.runner import Limits
from grader.judge.source import read_source
from grader.watch import Watcher

ROOT = Path(__file__).resolve().parents[1]
EXERCISES = ("ratio-readings", "repeat-rate", "survival-curve")


def timed(command: list[str]) -> float:
    """Seconds of one process, started to ended."""
    began = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True, cwd=tempfile.gettempdir())
    return time.perf_counter() - began


def paired(runs: int, floor: Callable[[], float], ours: Callable[[], float]) -> tuple[float, float, float]:
    """Median floor, median of ours, and the median of the ratios pair by pair."""
    floor(), ours()  # warm the file cache
    pairs = [(floor(), ours()) for _ in range(runs)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(b / a for a, b in pairs),
    )


def cold(slug: str, runs: int) -> tuple[float, float, float]:
    """A cold check of the solution against bare imports."""
    bare = [sys.executable, "-c", "import pandas, pytest"]
    file = ROOT / "exercises" / slug / "solution.py"
    check = [sys.executable, "-m", "grader.cli", "check", str(file), "--exercise", slug, "--root", str(ROOT), "--json"]
    return paired(runs, lambda: timed(bare), lambda: timed(check))


def warm(slug: str, runs: int) -> tuple[float, float, float]:
    """Save-to-verdict under `watch`, against the same checks in process with everything loaded (level 0)."""
    exercise = load_exercise(ROOT / "exercises" / slug, ROOT)
    text = (exercise.folder / "solution.py").read_text("utf-8")
    folder = Path(tempfile.mkdtemp(prefix="siyu-bench-"))
    file = folder / f"{slug}.py"
    file.write_text(text, "utf-8")
    arrived = threading.Event()

    def show(result: Result) -> None:
        assert result.status == "passed", result.to_json()
        arrived.set()

    watcher = Watcher(exercise, file, 1, Limits())
    thread = threading.Thread(target=watcher.run, args=(show, lambda key: None), daemon=True)
    thread.start()
    arrived.wait(60)

    def save_to_verdict() -> float:
        time.sleep(2.0)  # the next worker gets ready, as between two saves of a person
        arrived.clear()
        began = time.perf_counter()
        file.write_text(f"{text}# {began}\n", "utf-8")
        assert arrived.wait(60)
        return time.perf_counter() - began

    def bare() -> float:
        seconds: list[float] = []
        with Checker(exercise, level=0) as checker:
            source = read_source(exercise.folder / "solution.py")
            checker.check_stream([source, source], lambda result: seconds.append(result.seconds))
        return seconds[-1]

    found = paired(runs, bare, save_to_verdict)
    shutil.rmtree(folder, ignore_errors=True)
    return found


def main() -> None:
    """Print a table and, as the last line, the same as JSON."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    rows = []
    for slug in EXERCISES:
        for name, measure in (("cold", cold), ("warm", warm)):
            floor, ours, ratio = measure(slug, runs)
            rows.append({"exercise": slug, "what": name, "floor_s": floor, "ours_s": ours, "ratio": ratio})
            print(f"{slug:16} {name:5} floor {floor:6.3f} s   ours {ours:6.3f} s   ratio {ratio:5.2f}", flush=True)
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
