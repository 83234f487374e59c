"""How typed tables are written: text, with the export's dirt about time zones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import ZONE, Bools

NAIVE_UNTIL = pd.Timestamp("2025-06-15", tz=ZONE)   # until then the public shop exported local time without offset


def to_text(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The text form of a table of `make`: every column str, "" when missing, instants in UTC with Z.

    The public shop's orders and refunds from before NAIVE_UNTIL stand in local time without offset.
    """
    if name == "orders":
        shop = (frame["order_channel"] == "公域店").to_numpy()
    elif name == "refunds":
        shop = frame["refund_id"].str.startswith("rs_").to_numpy(dtype=bool)
    else:
        shop = np.zeros(len(frame), dtype=bool)
    return pd.DataFrame({column: _written(values, shop) for column, values in frame.items()})


def _written(values: pd.Series, shop: Bools) -> pd.Series:
    """One column as text; see `to_text`."""
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        at = values.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("M8[s]")
        text = np.char.add(np.datetime_as_string(at), "Z")
        naive = shop & (values < NAIVE_UNTIL).to_numpy()
        text[naive] = np.datetime_as_string(values[naive].dt.tz_localize(None).to_numpy().astype("M8[s]"))
    elif values.dtype.kind == "M":
        text = np.datetime_as_string(values.to_numpy().astype("M8[D]"))
    elif values.dtype.kind == "b":                 # the nullable kind too
        text = np.where(values.fillna(False).to_numpy(dtype=bool), "true", "false")
    else:
        text = values.astype("str").to_numpy(dtype=object)
    return pd.Series(np.where(values.isna(), "", text), dtype="str")
