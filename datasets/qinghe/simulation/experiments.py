"""Campaigns and who was in them. Authority on the effects behind every experiment.

Orders are made first and know of no campaign. Which arm a member was in is drawn given what the member bought, by Bayes'
rule and within strata of what was known before: the joint law of arm and purchase is that of an experiment in which the arm
moves purchase by the stated effect, and what was known before is balanced. Clicks and activity follow from the arm.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import DAY, END, Bools, Floats, Ints, at, ids, instants, text
from .consent import allowed
from .world import World, stage, table

# key, name, type, start, days, unit ("" not randomised), split, metric, budget in yuan, prize in yuan (0 none), by sharing
CAMPAIGNS = pd.DataFrame([
    ("peak24", "2024 双十一返场", "节日", "2024-11-08", 5, "", "", "7 日付款", 60_000, 0, False),
    ("coupon1", "春茶满减券", "优惠券", "2025-04-08", 7, "member", "50/50", "7 日付款", 20_000, 0, False),
    ("null1", "泡茶教程推送", "内容", "2025-05-13", 7, "member", "50/50", "7 日付款", 3_000, 0, False),
    ("cold", "沉默浏览者试饮", "拉新", "2025-06-03", 7, "", "", "7 日付款", 15_000, 0, False),
    ("peak25s", "2025 年中大促", "节日", "2025-06-16", 4, "", "", "7 日付款", 80_000, 99, True),
    ("coupon2", "夏饮满减券", "优惠券", "2025-07-15", 7, "member", "50/50", "7 日付款", 30_000, 0, False),
    ("winback1", "立秋唤醒", "召回", "2025-08-05", 30, "member", "50/50", "30 日付款", 18_000, 0, False),
    ("null2", "高门槛满减券", "优惠券", "2025-08-26", 7, "member", "50/50", "7 日付款", 12_000, 0, False),
    ("incentive", "签到奖积分", "内容", "2025-09-08", 21, "member", "50/50", "日均活跃", 10_000, 0, False),
    ("coupon3", "中秋满减券", "优惠券", "2025-09-16", 7, "member", "50/50", "7 日付款", 35_000, 0, False),
    ("invite", "随机邀请入老客群", "拉新", "2025-10-06", 140, "member", "50/50", "140 日付款", 8_000, 0, False),
    ("null3", "短信唤醒", "召回", "2025-10-14", 30, "member", "50/50", "30 日付款", 9_000, 0, False),
    ("loyalty", "会员忠诚计划（随机批次）", "优惠券", "2025-10-20", 120, "member", "50/50", "120 日复购", 90_000, 0, False),
    ("loyal_own", "会员忠诚计划（自愿报名）", "优惠券", "2025-10-20", 120, "", "", "120 日复购", 90_000, 0, False),
    ("novelty", "每日签到功能", "内容", "2025-10-20", 42, "member", "50/50", "日均活跃", 5_000, 0, False),
    ("peak25w", "2025 双十一", "节日", "2025-11-08", 5, "", "", "7 日付款", 120_000, 60_000, True),
    ("frequency", "触达频次", "内容", "2025-11-17", 28, "member", "1/1/1", "点击与退订", 6_000, 0, False),
    ("ctr", "推送标题", "内容", "2025-11-25", 2, "member", "50/50", "点击", 3_000, 0, False),
    ("cluster", "整群茶会", "内容", "2025-12-02", 14, "group", "50/50", "14 日付款", 24_000, 199, False),
    ("coupon4", "年终满减券", "优惠券", "2025-12-09", 7, "member", "50/50", "7 日付款", 45_000, 0, False),
    ("winback2", "冬至唤醒", "召回", "2025-12-16", 30, "member", "50/50", "30 日付款", 22_000, 0, False),
    ("null4", "新年贺卡", "内容", "2026-01-06", 7, "member", "50/50", "7 日付款", 4_000, 0, False),
    ("srm", "首页改版", "内容", "2026-01-20", 14, "member", "50/50", "14 日付款", 3_000, 0, False),
    ("peak26", "2026 年货节", "节日", "2026-02-03", 10, "", "", "7 日付款", 70_000, 0, False),
], columns=["key", "name", "type", "start", "days", "unit", "split", "metric", "budget", "prize", "share"])
ROW = {key: row for row, key in enumerate(CAMPAIGNS["key"])}

COUPON_PP = {"always": 0.0, "quiet": -0.4, "new": 1.8, "lapsing": 2.6, "sleeping": 0.0, "active": 0.3}
WINBACK_PP, LOYALTY_PP, INVITE_PP = 1.5, 3.0, 5.0
LOYAL_GAP_PP, INVITE_GAP_PP = 9.0, 22.0    # what a comparison without randomisation shows
SRM_TREATED = 0.485                        # share of the logged rows, of 50/50 planned
NOVELTY = (0.12, 0.02, 5.0)                # rise of activity in week 1, from week 6, weeks between
INCENTIVE = (0.35, -0.10)                  # change of activity while paid, and in the weeks after
OPT_OUT = {"control": 0.015, "treat_a": 0.03, "treat_b": 0.075}
PER_WEEK = {"control": 1, "treat_a": 2, "treat_b": 4}
COLD, FREQUENCY, INVITED_AT_RANDOM = 0.012, 3000, 3400
COLD_N = 3000


@stage
def payments(world: World) -> Floats:
    """Payments of accounts that were not cancelled, as account * END + seconds, ascending."""
    sales = world.sales
    paid = sales[(sales["member"] >= 0) & sales["paid_at"].notna() & (sales["status"] != "cancelled")]
    return np.sort(paid["member"].to_numpy() * END + paid["paid_at"].to_numpy())


def count_paid(world: World, who: Ints, since: Floats | float, until: Floats | float) -> Ints:
    """Payments of each account in [since, until)."""
    limits = (np.searchsorted(world.payments, who * END + np.clip(edge, 0, END - 0.5)) for edge in (until, since))
    after, before = limits
    return after - before


def present(world: World, now: float) -> Ints:
    """Accounts that have joined and not left by then."""
    accounts = world.accounts
    return np.flatnonzero((accounts["joined"] < now) & (accounts["left"].fillna(END + 1) > now))


def reachable(world: World, now: float) -> Ints:
    """Present accounts that agree to marketing."""
    who = present(world, now)
    return who[allowed(world.agreements["营销触达"], who, np.full(len(who), now))]


def agreeing(world: World, now: float) -> Ints:
    """Accounts that have joined and agree to marketing, whether still there or not: whom a text message reaches."""
    who = np.flatnonzero(world.accounts["joined"] < now)
    return who[allowed(world.agreements["营销触达"], who, np.full(len(who), now))]


def segments(world: World, who: Ints, now: float) -> np.ndarray:
    """The coupon segment of each account at that time, by what was known before."""
    joined = world.accounts["joined"].to_numpy()[who]
    quiet = world.agreements["个性化推荐"]["withdrawn"].to_numpy()[who] < now
    recent, older = count_paid(world, who, now - 60 * DAY, now), count_paid(world, who, now - 180 * DAY, now - 60 * DAY)
    always = count_paid(world, who, now - 120 * DAY, now) >= 3
    return np.select([always, quiet, joined >= now - 45 * DAY, recent > 0, older > 0],
                     ["always", "quiet", "new", "active", "lapsing"], "sleeping")


def draw_arm(rng: np.random.Generator, outcome: Bools, stratum: Ints, share: Floats | float,
             effect: Floats | float) -> Bools:
    """Who was treated, given the outcome: treatment moves P(outcome) by `effect`, within a stratum all else is chance."""
    if not len(outcome):
        return outcome
    size = np.bincount(stratum)
    rate = (np.bincount(stratum, outcome, len(size)) + outcome.mean()) / (size + 1)        # a little towards the mean
    p = np.clip(rate[stratum], 1e-6, 1 - 1e-6)
    treated = np.clip(p + (1 - share) * effect, 0, 1)
    given = np.where(outcome, share * treated / p, share * (1 - treated) / (1 - p))
    drawn: Bools = rng.random(len(outcome)) < given
    return drawn


def strata(*parts: np.ndarray) -> Ints:
    """One number for each combination."""
    return np.unique(np.column_stack([np.unique(part, return_inverse=True)[1] for part in parts]), axis=0,
                     return_inverse=True)[1].reshape(-1)


def history(world: World, who: Ints, now: float) -> Ints:
    """Payments before, up to 6: what strata are made of."""
    return np.minimum(count_paid(world, who, 0.0, now), 6)


def lean(outcome: Bools, stratum: Ints, base: float, gap: float, effect: float) -> Floats:
    """Shares by row, rising with the stratum's rate, so that the plain difference of treated and others is `gap`."""
    if not len(outcome):
        return np.zeros(0)
    size = np.maximum(np.bincount(stratum), 1)
    rate = np.bincount(stratum, outcome) / size
    score = (rate - outcome.mean()) / max(rate.std(), 1e-9)
    low, high = 0.0, 12.0
    for _ in range(40):
        slope = (low + high) / 2
        share = 1 / (1 + np.exp(-np.clip(np.log(base / (1 - base)) + slope * score, -5.0, 5.0)))
        inside, outside = size * share, size * (1 - share)
        treated, others = rate + (1 - share) * effect, rate - share * effect      # as draw_arm has them
        shown = (inside @ treated) / inside.sum() - (outside @ others) / outside.sum()
        low, high = (slope, high) if shown < gap else (low, slope)
    return share[stratum]


def _members(world: World, key: str, who: Ints, treated: Bools, now: float) -> pd.DataFrame:
    return pd.DataFrame({"campaign": ROW[key], "account": who, "arm": np.where(treated, "treat_a", "control"), "at": now})


@stage
def arms(world: World) -> pd.DataFrame:
    """One row a member in a campaign with arms, or in one that people took up: campaign, account, arm ("" taken up), at."""
    made = []
    for row in CAMPAIGNS.itertuples():
        now, days = at(row.start) + 10 * 3600, row.days
        rng = world.stream(f"arm {row.key}")
        if row.key in ("loyalty", "loyal_own", "invite", "srm", "cluster", "frequency", "novelty", "incentive", "ctr"):
            continue
        if row.unit:
            who = reachable(world, now) if row.type != "召回" else agreeing(world, now)
            segment, before = segments(world, who, now), history(world, who, now)
            if row.type == "召回":
                away = (before > 0) & (count_paid(world, who, now - 60 * DAY, now) == 0)
                who, segment, before = who[away], segment[away], before[away]
            effect = {"c": pd.Series(segment).map(COUPON_PP).to_numpy(dtype=float), "w": np.full(len(who), WINBACK_PP)}.get(
                row.key[0], np.zeros(len(who)))
            bought = count_paid(world, who, now, now + days * DAY) > 0
            made.append(_members(world, row.key, who, draw_arm(rng, bought, strata(segment, before), 0.5, effect / 100), now))
    return pd.concat([*made, *_special(world)], ignore_index=True)


def _special(world: World) -> list[pd.DataFrame]:
    """The campaigns that are not a plain split of those who may be reached."""
    made = []
    for key in ("novelty", "incentive", "ctr"):
        now, rng = at(CAMPAIGNS["start"][ROW[key]]), world.stream(f"arm {key}")
        who = reachable(world, now)
        made.append(_members(world, key, who, rng.random(len(who)) < 0.5, now))
    now, rng = at(CAMPAIGNS["start"][ROW["srm"]]), world.stream("arm srm")
    who = rng.permutation(present(world, now))
    half = len(who) // 2
    kept = round((len(who) - half) * SRM_TREATED / (1 - SRM_TREATED))
    made.append(_members(world, "srm", who[:half + kept], np.arange(half + kept) >= half, now).sort_values("account"))
    return [*made, *_loyalty(world), _frequency(world), _cluster(world)]


def _loyalty(world: World) -> list[pd.DataFrame]:
    """Buyers at the start: most are in the randomised wave; of the rest some join of their own will, the keener likelier."""
    now, rng = at(CAMPAIGNS["start"][ROW["loyalty"]]), world.stream("arm loyalty")
    who = np.flatnonzero(world.accounts["joined"] < now)
    who = who[count_paid(world, who, 0.0, now) > 0]
    outcome = count_paid(world, who, now, now + 120 * DAY) > 0
    stratum = strata(history(world, who, now), count_paid(world, who, now - 60 * DAY, now) > 0)
    wave = rng.random(len(who)) < 0.8
    drawn = draw_arm(rng, outcome[wave], stratum[wave], 0.5, LOYALTY_PP / 100)
    share = lean(outcome[~wave], strata(stratum[~wave]), 0.4, LOYAL_GAP_PP / 100, LOYALTY_PP / 100)
    own = draw_arm(rng, outcome[~wave], strata(stratum[~wave]), share, LOYALTY_PP / 100)
    joined = pd.DataFrame({"campaign": ROW["loyal_own"], "account": who[~wave][own], "arm": "", "at": now})
    return [_members(world, "loyalty", who[wave], drawn, now), joined]


def _frequency(world: World) -> pd.DataFrame:
    now, rng = at(CAMPAIGNS["start"][ROW["frequency"]]), world.stream("arm frequency")
    who = reachable(world, now)
    who = np.sort(rng.permutation(who)[:world.sized(FREQUENCY, 9)])
    arm = np.array(list(PER_WEEK), dtype=object)[rng.permutation(len(who)) % 3]
    return pd.DataFrame({"campaign": ROW["frequency"], "account": who, "arm": arm, "at": now})


def _cluster(world: World) -> pd.DataFrame:
    """Half of the groups; everybody reachable who is in a first group then. No effect: members of a group are merely alike."""
    now, rng = at(CAMPAIGNS["start"][ROW["cluster"]]), world.stream("arm cluster")
    stays = world.stays
    inside = stays[(stays["joined"] < now) & (stays["left"].fillna(END) > now) & (stays["kind"] != "second")]
    inside = inside.drop_duplicates("account").sort_values("account")
    inside = inside[np.isin(inside["account"], reachable(world, now))]
    treated = rng.permutation(len(world.rooms)) % 2 == 1
    return _members(world, "cluster", inside["account"].to_numpy(), treated[inside["room"]], now).assign(
        room=inside["room"].to_numpy())


@stage
def invitation(world: World) -> pd.DataFrame:
    """Buyers present at the start of the invitation: account, wave (randomised), inside (in the regulars' group since)."""
    now, rng = at(CAMPAIGNS["start"][ROW["invite"]]), world.stream("invitation")
    who = np.intersect1d(reachable(world, now - DAY), present(world, now))
    outcome = count_paid(world, who, now, now + 140 * DAY) > 0
    stratum = strata(np.minimum(count_paid(world, who, 0.0, now), 12),
                     np.minimum(count_paid(world, who, now - 60 * DAY, now), 4))
    wave = np.isin(np.arange(len(who)), rng.permutation(len(who))[:world.sized(INVITED_AT_RANDOM, 4)])
    inside = draw_arm(rng, outcome, stratum, np.where(wave, 0.5, lean(
        outcome, stratum, 0.12, INVITE_GAP_PP / 100, INVITE_PP / 100)), INVITE_PP / 100)
    return pd.DataFrame({"account": who, "wave": wave, "inside": inside})


@stage
def invited(world: World) -> pd.DataFrame:
    """Stays in the regulars' groups, as `stays`: those whom the invitation brought in."""
    now, rng, rooms = at(CAMPAIGNS["start"][ROW["invite"]]), world.stream("invited"), world.rooms
    who = world.invitation.query("inside")["account"].to_numpy()
    known = np.flatnonzero((rooms["opened"] < now) & (rooms["closed"].fillna(END) > now + 140 * DAY))
    who = who if len(known) else who[:0]          # no group to go to
    regular = known[(rooms["theme"].to_numpy()[known] == "老客专享")]
    room = rng.choice(regular if len(regular) else known, len(who)) if len(who) else np.array([], dtype=int)
    joined = np.floor(now - DAY * rng.random(len(who)))
    return pd.DataFrame({"account": who, "room": room, "joined": joined, "left": world.accounts["left"].to_numpy()[who],
                         "kind": "invited", "welcomed": False, "dissolved": False})


@stage
def opted_out(world: World) -> pd.DataFrame:
    """Withdrawals of consent that the frequency experiment brought about: account, at."""
    rng, rows = world.stream("opted_out"), world.arms.query(f"campaign == {ROW['frequency']}")
    now = at(CAMPAIGNS["start"][ROW["frequency"]])
    out = rng.random(len(rows)) < rows["arm"].map(OPT_OUT).to_numpy(dtype=float)
    when = np.floor(now + (1 + 26 * rng.random(len(rows))) * DAY)
    left = world.accounts["left"].fillna(END).to_numpy()[rows["account"]]
    before = world.agreements["营销触达"]["withdrawn"].fillna(END).to_numpy()[rows["account"]]
    out &= (when < left) & (when < before)
    return pd.DataFrame({"account": rows["account"].to_numpy()[out], "at": when[out]})


@table
def campaigns(world: World) -> pd.DataFrame:
    """The table campaigns. The same whatever the scale."""
    made, n = CAMPAIGNS, len(CAMPAIGNS)
    start = np.array([at(day) for day in made["start"]])
    none = made["unit"] == ""
    prize = np.where(made["prize"] > 0, made["prize"] * 100.0, np.nan)
    return pd.DataFrame({
        "campaign_id": text(ids("c_", n, 2)), "campaign_name": text(made["name"]), "campaign_type": text(made["type"]),
        "start_at": instants(start), "end_at": instants(start + made["days"].to_numpy() * DAY), "randomised": ~none,
        "unit": text(made["unit"].mask(none, None)), "planned_split": text(made["split"].mask(none, None)),
        "primary_metric": text(made["metric"]), "budget_fen": made["budget"] * 100,
        "rule_version": text(np.where(made["prize"] > 0, "v1.1", "v1.0").astype(object)),
        "prize_value_fen": pd.array(prize, dtype="Int64"), "reward_for_share": made["share"],
    })
