"""The effects of one brand's campaigns, read off its stages: what was randomised, and what a plain comparison shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from estimates import Found, adjusted, average, gap, ratio, share

DAY = 86_400.0
COUPONS, NULLS = ("coupon1", "coupon2", "coupon3", "coupon4"), ("null1", "null2", "null3", "null4")
WINBACKS = ("winback1", "winback2")
SILVER_FEN, BANDWIDTH_FEN = 15_000, 6_000


class Trial:
    """The campaigns of one brand."""

    def __init__(self, make: Any, world: Any) -> None:
        self.world, self.names = world, make.simulation.experiments

    def paid(self, who: np.ndarray, since: float, until: float) -> np.ndarray:
        return self.names.count_paid(self.world, who, since, until)

    def rows(self, key: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
        """Accounts, whether treated, whether they paid in the campaign's days, and its start."""
        arms = self.world.arms[self.world.arms["campaign"] == self.names.ROW[key]]
        who, now = arms["account"].to_numpy(), arms["at"].iloc[0]
        days = self.names.CAMPAIGNS["days"][self.names.ROW[key]]
        return who, (arms["arm"] == "treat_a").to_numpy(), self.paid(who, now, now + days * DAY) > 0, now

    def pooled(self, keys: Iterable[str], segment: str = "") -> Found:
        """The gap over campaigns with one truth, within a segment when named."""
        outcomes, arms = [], []
        for key in keys:
            who, treated, outcome, now = self.rows(key)
            inside = self.names.segments(self.world, who, now) == segment if segment else np.ones(len(who), bool)
            outcomes.append(outcome[inside])
            arms.append(treated[inside])
        return gap(np.concatenate(outcomes), np.concatenate(arms))

    def invitation(self) -> dict[str, Found]:
        """Into the regulars' groups: at random, by staff's choice, and the latter within strata of what was bought before."""
        rows = self.world.invitation
        who, now = rows["account"].to_numpy(), self.names.at(self.names.CAMPAIGNS["start"][self.names.ROW["invite"]])
        outcome, wave, inside = self.paid(who, now, now + 140 * DAY) > 0, rows["wave"].to_numpy(), rows["inside"].to_numpy()
        before = self.names.strata(np.minimum(self.paid(who, 0.0, now), 12), np.minimum(self.paid(who, now - 60 * DAY, now), 4))
        return {"invite": gap(outcome[wave], inside[wave]), "group_naive": gap(outcome[~wave], inside[~wave]),
                "group_adjusted": adjusted(outcome[~wave], inside[~wave], before[~wave])}

    def loyalty(self) -> dict[str, Found]:
        """The programme: at random, of one's own will, the latter within strata; and the step at the silver level before it."""
        names = self.names
        wave, treated, outcome, now = self.rows("loyalty")
        who = np.flatnonzero(self.world.accounts["joined"] < now)
        who = who[self.paid(who, 0.0, now) > 0]
        before = names.strata(names.history(self.world, who, now), self.paid(who, now - 60 * DAY, now) > 0)
        later, own = self.paid(who, now, now + 120 * DAY) > 0, np.isin(who, self.rows("loyal_own")[0])
        rest = ~np.isin(who, wave)
        untreated = ~np.isin(who, wave[treated]) & ~own
        return {"loyalty": gap(outcome, treated), "loyalty_naive": gap(later[rest], own[rest]),
                "loyalty_matched": adjusted(later[rest], own[rest], before[rest]),
                "level_step": self._step(who[untreated], later[untreated], now)}

    def _step(self, who: np.ndarray, later: np.ndarray, now: float) -> Found:
        """The jump of repurchase where a year's spending reaches the silver level (local linear, both sides)."""
        sales = self.world.priced
        counted = (sales["member"] >= 0) & sales["paid_at"].between(now - 365 * DAY, now) & (sales["status"] == "paid")
        spent = np.bincount(sales["member"][counted], sales["paid"][counted], len(self.world.accounts))[who] - SILVER_FEN
        near = np.abs(spent) < BANDWIDTH_FEN
        x, y = spent[near] / BANDWIDTH_FEN, 100.0 * later[near]
        over = (x >= 0).astype(float)
        design = np.column_stack([np.ones(len(x)), over, x, x * over])
        bread = np.linalg.inv(design.T @ design)
        beta = bread @ design.T @ y
        meat = design * (y - design @ beta)[:, None]
        return Found(float(beta[1]), float(np.sqrt((bread @ (meat.T @ meat) @ bread)[1, 1])), len(x))

    def mismatch(self) -> Found:
        """The treated share of the campaign whose arms do not come out as planned."""
        return share(self.rows("srm")[1])

    def always(self, coupons: pd.DataFrame) -> dict[str, Found]:
        """Always-buyers under the coupons: the gap in purchase, and what their coupons cost a treated member, in fen."""
        used = coupons.dropna(subset=["redeemed_order_id", "campaign_id"])
        spent = used.groupby(["campaign_id", "member_id"])["face_fen"].sum()
        ids, cost = self.world.accounts["member_id"].to_numpy(), []
        for key in COUPONS:
            who, treated, _, now = self.rows(key)
            always = who[treated & (self.names.segments(self.world, who, now) == "always")]
            keys = pd.MultiIndex.from_product([[f"c_{self.names.ROW[key] + 1:02d}"], ids[always]])
            cost.append(spent.reindex(keys).fillna(0).to_numpy())
        return {"coupon_cost_always": average(np.concatenate(cost))}


    def clicks(self, exposures: pd.DataFrame) -> Found:
        """The gap in clicks of the titles."""
        rows = exposures[exposures["campaign_id"] == f"c_{self.names.ROW['ctr'] + 1:02d}"]
        return gap(rows["clicked_at"].notna().to_numpy(), (rows["arm"] == "treat_a").to_numpy())

    def rise(self, key: str, first: int, last: int) -> Found:
        """How many more active days, in percent, those treated have from day `first` to day `last` of the campaign."""
        who, treated, _, now = self.rows(key)
        start, days = int(now // DAY), self.world.active_days
        inside = days["account"][(days["day"] >= start + first) & (days["day"] < start + last)]
        count = np.bincount(inside, minlength=len(self.world.accounts))[who]
        times = ratio(average(count[treated]), average(count[~treated]))
        return Found(100 * (times.value - 1), 100 * times.se, times.n)


def effects(make: Any, world: Any) -> dict[str, Found]:
    """Every effect of an experiment, with what a comparison without randomisation shows."""
    trial = Trial(make, world)
    found = {"clicks": trial.clicks(make.TABLES["exposures"](world)), "novelty_week_1": trial.rise("novelty", 0, 7),
             "novelty_week_6": trial.rise("novelty", 35, 42), "paid_check_in": trial.rise("incentive", 0, 21)}
    found |= {f"coupon_{name}": trial.pooled(COUPONS, name) for name in
             ("new", "lapsing", "active", "sleeping", "quiet", "always")}
    found |= {"winback": trial.pooled(WINBACKS), "null": trial.pooled(NULLS), "srm": trial.mismatch()}
    return found | trial.invitation() | trial.loyalty()
