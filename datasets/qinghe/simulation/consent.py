"""Consent: an append-only record, and what it allowed at a moment. Others ask `may_market`; only the breaches do not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import DAY, END, Bools, Floats, Ints, instants, text
from .world import World, stage, table

# purpose: share who agree on joining, share of those who withdraw within 400 days, fields
PURPOSES = {
    "营销触达": (0.86, 0.16, "member_id|phone_masked"), "个性化推荐": (0.70, 0.09, "member_id|orders|interactions"),
    "数据共享": (0.20, 0.12, "member_id|orders"), "敏感信息": (0.07, 0.10, "birth_year|health_note"),
}
AGAIN = 0.12                               # of those who withdrew agree again
NEW_NOTICE = 306 * DAY                     # 2025-01-01: from then on notice v2
GUARDIAN = 0.85
SOURCES = ("入群表单", "小程序弹窗", "企微确认", "门店纸质")


@stage
def agreements(world: World) -> dict[str, pd.DataFrame]:
    """By purpose, one row an account: granted, withdrawn, again (seconds, NaN when never)."""
    rng, accounts = world.stream("agreements"), world.accounts
    joined, left = accounts["joined"].to_numpy(), accounts["left"].fillna(END).to_numpy()
    made = {}
    for purpose, (agree, withdraw, _) in PURPOSES.items():
        n = len(accounts)
        granted = np.floor(joined + np.where(rng.random(n) < 0.9, rng.exponential(90, n), rng.exponential(20 * DAY, n)))
        granted[(rng.random(n) > agree) | (granted >= left)] = np.nan
        withdrawn = np.floor(granted + 60 + rng.exponential(400 * DAY / -np.log(1 - withdraw), n))
        withdrawn[withdrawn >= left] = np.nan
        again = np.floor(withdrawn + rng.exponential(60 * DAY, n))
        again[(rng.random(n) > AGAIN) | (again >= left)] = np.nan
        made[purpose] = pd.DataFrame({"granted": granted, "withdrawn": withdrawn, "again": again})
    return made


@stage
def permits(world: World) -> pd.DataFrame:
    """Agreements to marketing with those withdrawn in the frequency experiment: granted, withdrawn, again."""
    base, out = world.agreements["营销触达"].copy(), world.opted_out
    who, at = out["account"].to_numpy(), out["at"].to_numpy()
    base.loc[who, "withdrawn"], base.loc[who, "again"] = at, np.nan
    return base


def allowed(agreed: pd.DataFrame, who: Ints, at: Floats) -> Bools:
    """Whether each account's agreement held at that moment; at the very moment of withdrawal it does not."""
    granted, withdrawn, again = (agreed[name].to_numpy()[who] for name in ("granted", "withdrawn", "again"))
    held: Bools = (granted <= at) & (np.isnan(withdrawn) | (at < withdrawn) | (again <= at))
    return held


@table
def consents(world: World) -> pd.DataFrame:
    """The table consents, by time."""
    rng, parts = world.stream("consents"), []
    for purpose in PURPOSES:
        agreed = world.permits if purpose == "营销触达" else world.agreements[purpose]
        for name in ("granted", "withdrawn", "again"):
            rows = np.flatnonzero(agreed[name].notna())
            parts.append(pd.DataFrame({"account": rows, "at": agreed[name].to_numpy()[rows], "purpose": purpose,
                                       "action": "withdraw" if name == "withdrawn" else "grant"}))
    rows = pd.concat(parts).sort_values(["at", "account", "purpose"], kind="stable", ignore_index=True)
    n, purpose = len(rows), rows["purpose"].to_numpy()
    special = np.isin(purpose, ["数据共享", "敏感信息"])
    young = world.roster["is_minor14"].to_numpy()[rows["account"]]
    fields = {name: fields for name, (_, _, fields) in PURPOSES.items()}
    source = np.array(SOURCES, dtype=object)[rng.integers(0, len(SOURCES), n)]
    withdraw = (rows["action"] == "withdraw").to_numpy()
    return pd.DataFrame({
        "consent_id": text(world.ids("k_", n, 6)), "member_id": text(world.accounts["member_id"].to_numpy()[rows["account"]]),
        "purpose": text(purpose), "action": text(rows["action"]), "at": instants(rows["at"].to_numpy()),
        "scope": text(rows["purpose"].map(fields)), "is_separate": special & (rng.random(n) < 0.93),
        "guardian": young & (rng.random(n) < GUARDIAN),
        "notice_version": text(np.where(rows["at"] < NEW_NOTICE, "v1", "v2").astype(object)),
        "source": text(np.where(withdraw, np.where(rng.random(n) < 0.7, "退订链接", "客服登记"), source)),
    })
