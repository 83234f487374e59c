"""Bundles a test's TypeScript with the page's sources, so that Node runs what the page runs."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.conftest import ROOT, WEB, page_npm


def bundled(name: str, folder: Path) -> Path:
    """`tests/plan/<name>` and all it imports as one file in `folder`."""
    npm = page_npm()
    out = folder / f"{Path(name).stem}.mjs"
    esbuild = WEB / "node_modules" / ".bin" / "esbuild"
    options = ["--bundle", "--platform=node", "--format=esm", f"--outfile={out}", "--log-level=warning"]
    environment = {"NODE_PATH": str(WEB / "node_modules"), "PATH": str(Path(npm).parent)}
    subprocess.run([esbuild, ROOT / "tests" / "plan" / name, *options], check=True, timeout=60, env=environment)
    return out
