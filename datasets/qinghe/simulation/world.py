"""One simulated brand: stages made when first asked for, each from a stream of its own name, so that what one draws never
moves another."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

STAGES: dict[str, Callable[[World], Any]] = {}
TABLES: dict[str, Callable[[World], pd.DataFrame]] = {}


class World:
    """A brand from one seed. `world.<stage>` is that stage's outcome, made once; it is not to be changed."""

    def __init__(self, seed: int, scale: float) -> None:
        self.seed, self.scale = seed, scale

    def __getattr__(self, name: str) -> Any:
        if name not in STAGES:
            raise AttributeError(name)
        made = self.__dict__[name] = STAGES[name](self)
        return made

    def stream(self, name: str) -> np.random.Generator:
        """The random stream of that name: PCG64, the same whatever else is drawn."""
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(zlib.crc32(name.encode()),)))

    def sized(self, n: float, least: int = 1) -> int:
        """A number of rows at design size, scaled; at least `least`."""
        return max(round(n * self.scale), least)


def stage(make: Callable[[World], Any]) -> Callable[[World], Any]:
    """Register a stage under the function's name."""
    STAGES[make.__name__] = make
    return make


def table(make: Callable[[World], pd.DataFrame]) -> Callable[[World], pd.DataFrame]:
    """Register a table under the function's name."""
    TABLES[make.__name__] = make
    return make
