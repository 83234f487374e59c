"""Bundles a test's TypeScript with the page's sources, so that Node runs what the page runs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
WEB = ROOT / "course" / "publish" / "web"


def bundled(name: str, folder: Path) -> Path:
    """`tests/plan/<name>` and all it imports as one file in `folder`."""
    npm = shutil.which("npm")
    assert npm, "Node and npm are needed: see README, Tests"
    if not (WEB / "node_modules").is_dir():
        subprocess.run([npm, "ci", "--silent", "--ignore-scripts"], cwd=WEB, check=True, timeout=300)
    out = folder / f"{Path(name).stem}.mjs"
    esbuild = WEB / "node_modules" / ".bin" / "esbuild"
    options = ["--bundle", "--platform=node", "--format=esm", f"--outfile={out}", "--log-level=warning"]
    environment = {"NODE_PATH": str(WEB / "node_modules"), "PATH": str(Path(npm).parent)}
    subprocess.run([esbuild, ROOT / "tests" / "plan" / name, *options], check=True, timeout=60, env=environment)
    return out
