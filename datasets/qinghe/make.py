"""Simulates the tables of the fictional brand 青禾茶事. The entry to `simulation/`, which says how their rows come about.

`make(seed)` gives typed frames, `to_text` the text form with its dirt, as written to files, `sample` what of them is
committed; `make_part` gives one part of a brand too large to be made at once. Standard library, numpy and pandas only.
Every stage draws from its own stream, so a table's rows do not depend on which other tables are asked for.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pandas as pd

PARTS = ("people", "trade", "staff", "groups", "content", "activity", "experiments", "referral", "consent", "copies",
         "touches", "messages", "rewards", "lifecycle", "compliance", "sayings", "parts")


def _simulation() -> ModuleType:
    """The package beside this file, under a name no other dataset's has, whichever loader brought this file here."""
    folder = Path(__file__).resolve().parent / "simulation"
    name = f"_simulation_{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, folder / "__init__.py", submodule_search_locations=[str(folder)])
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
            for part in PARTS:
                import_module(f".{part}", name)
        except BaseException:
            del sys.modules[name]
            raise
    return sys.modules[name]


simulation = _simulation()
clock, world, written, committed, apart = (
    import_module(f".{part}", simulation.__name__) for part in ("clock", "world", "written", "sample", "parts"))
START, DAYS, TABLES, to_text, sample = clock.START, clock.DAYS, world.TABLES, written.to_text, committed.sample
parts_for, make_part = apart.parts_for, apart.make_part


def make(seed: int, scale: float = 1.0, tables: Iterable[str] | None = None) -> dict[str, pd.DataFrame]:
    """The tables asked for (all when None), typed as `tables.load` types them.

    `scale` multiplies the number of people; 1.0 is the design size. The same seed gives the same rows whatever is asked
    for. Raises ValueError for a table that is not simulated or a scale that is not positive.
    """
    asked = list(TABLES) if tables is None else list(tables)
    unknown = [name for name in asked if name not in TABLES]
    if unknown:
        raise ValueError(f"没有模拟这些表：{'、'.join(unknown)}。可用的表：{'、'.join(TABLES)}。")
    if not scale > 0:
        raise ValueError(f"scale 应大于 0，收到 {scale}。")
    brand = world.World(seed, scale)
    return {name: TABLES[name](brand) for name in asked}


def planted(seed: int, scale: float = 1.0) -> pd.DataFrame:
    """Where personal data stands in the texts of group_messages, for graders: message_id, start, end, kind.

    Kinds that begin with `none:` only look like personal data.
    """
    found: pd.DataFrame = import_module(".messages", simulation.__name__).spans(world.World(seed, scale))
    return found
