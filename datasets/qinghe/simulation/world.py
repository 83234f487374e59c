"""One simulated brand: stages made when first asked for, each from a stream of its own name, so that what one draws never
moves another."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .clock import ids

STAGES: dict[str, Callable[[World], Any]] = {}
TABLES: dict[str, Callable[[World], pd.DataFrame]] = {}


HOUSE = ("crew", "published", "copies")    # stages that all parts of a brand have in common


class World:
    """A brand from one seed. `world.<stage>` is that stage's outcome, made once; it is not to be changed.

    A brand too large to be made at once is made in parts, from 1: each has members of its own, numbered apart, and takes
    what is the brand's (HOUSE) from `house`.
    """

    def __init__(self, seed: int, scale: float, part: int = 0, house: World | None = None) -> None:
        self.seed, self.scale, self.part, self.house = seed, scale, part, house

    def __getattr__(self, name: str) -> Any:
        if name not in STAGES:
            raise AttributeError(name)
        if self.house is not None and name in HOUSE:
            return getattr(self.house, name)
        made = self.__dict__[name] = STAGES[name](self)
        return made

    def stream(self, name: str) -> np.random.Generator:
        """The random stream of that name: PCG64, the same whatever else is drawn."""
        key = (zlib.crc32(name.encode()), self.part) if self.part else (zlib.crc32(name.encode()),)
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))

    def ids(self, prefix: str, n: int, digits: int, first: int = 1) -> NDArray[np.object_]:
        """`n` ids of rows that each part has of its own; the part's number stands before the row's."""
        return ids(prefix, n, digits, self.part * 10**digits + first)

    def sized(self, n: float, least: int = 1) -> int:
        """A number of rows at design size, scaled; at least `least`."""
        return max(round(n * self.scale), least)


def repeated(values: Any, counts: Any) -> NDArray[Any]:
    """`np.repeat` with counts of any whole number type: it asks for a pointer's size, which is 32 bits inside a page."""
    return np.repeat(values, np.asarray(counts).astype(np.intp))


def stage(make: Callable[[World], Any]) -> Callable[[World], Any]:
    """Register a stage under the function's name."""
    STAGES[make.__name__] = make
    return make


def table(make: Callable[[World], pd.DataFrame]) -> Callable[[World], pd.DataFrame]:
    """Register a table under the function's name."""
    TABLES[make.__name__] = make
    return make
