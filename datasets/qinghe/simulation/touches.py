"""Touches: what was planned, sent, opened and clicked, in campaigns and day by day, and the few sent without leave."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import DAY, END, Bools, Floats, Ints, arrived, at, chosen, either, ids, instants, text
from .consent import allowed
from .experiments import CAMPAIGNS, COLD, COLD_N, PER_WEEK, ROW, count_paid, reachable
from .world import World, repeated, stage, table

A_DAY = 0.085                              # touches a member and day
AFTER_WITHDRAWAL, NEVER_AGREED = 0.0078, 30    # of touches outside campaigns: 0.6 % of all
BLASTS = ("peak24", "peak25s", "peak25w", "peak26")
# key: kind, purpose, channel; campaigns that are not here send a marketing message
FORMS = {"srm": ("feature", "服务通知", "小程序"), "novelty": ("feature", "服务通知", "小程序"),
         "incentive": ("feature", "营销触达", "小程序"), "ctr": ("content", "营销触达", "公众号"),
         "cluster": ("message", "营销触达", "群发"), "invite": ("message", "营销触达", "企微私聊"),
         "loyalty": ("feature", "服务通知", "小程序"), "loyal_own": ("feature", "服务通知", "小程序"),
         "null3": ("message", "营销触达", "短信"), "winback1": ("message", "营销触达", "短信"),
         "winback2": ("message", "营销触达", "短信"), "null1": ("content", "营销触达", "公众号")}
BOTH_SENT = ("ctr", "frequency")
CTR, CTR_LIFT, OPEN = 0.042, 0.009, 0.30
CHANNELS = {"企微私聊": 0.34, "群发": 0.30, "短信": 0.10, "公众号": 0.12, "小程序": 0.09, "朋友圈": 0.05}
PURPOSES = {"营销触达": 0.62, "个性化推荐": 0.13, "服务通知": 0.25}
SAID = {
    "营销触达": ("本周新茶到店，群友价见小程序。", "茉莉花茶第二件减十元，周日结束。", "您有一张满减券三天后到期。",
             "点心搭配茶包，今晚八点开抢。",
             "春茶试饮名额开放，回复 1 报名。", "老客回购满一百减十五。"),
    "个性化推荐": ("根据您买过的乌龙，推荐同产区新茶。", "您常买的坚果有了小包装。", "给您挑了三款低咖啡因的花草茶。"),
    "服务通知": ("您的订单已发货，可在小程序查看物流。", "您的退款已到账，请查收。", "您的积分将于月底到期。",
             "配送因天气延迟一天，抱歉。"),
}


def _planned(world: World) -> pd.DataFrame:
    """Rows of campaigns with arms, sends repeated in the frequency experiment: campaign, account, arm, at, sent."""
    wave = world.invitation.query("wave")
    asked = pd.DataFrame({"campaign": ROW["invite"], "account": wave["account"],
                          "at": at(CAMPAIGNS["start"][ROW["invite"]]) - DAY,
                          "arm": np.where(wave["inside"], "treat_a", "control")})
    rows = pd.concat([world.arms, asked], ignore_index=True)
    rng, key = world.stream("planned"), CAMPAIGNS["key"].to_numpy()[rows["campaign"]]
    weeks = np.where(key == "frequency", 4, 1)
    times = np.where(key == "frequency", rows["arm"].map(PER_WEEK).fillna(1), 1).astype(int)
    of = repeated(np.arange(len(rows)), weeks * times)
    first = np.cumsum(weeks * times) - weeks * times
    place = np.arange(len(of)) - first[of]
    made = rows.iloc[of].reset_index(drop=True)
    sends = np.isin(key, BOTH_SENT)[of] | (made["arm"] != "control")
    wait = np.where(key[of] == "frequency", place * 7 * DAY / times[of] + 10 * 3600, 60 + 5400 * rng.random(len(of)))
    made["sent"] = np.where(sends, np.floor(made["at"] + wait), np.nan)
    agreed = allowed(world.permits, made["account"].to_numpy(), made["sent"].fillna(0).to_numpy())
    return made[agreed | ~(key[of] == "frequency")]          # sends end with a withdrawal


def _blasts(world: World) -> pd.DataFrame:
    """Rows of the campaigns that went to most who may be reached, and of the one to people who had never bought."""
    made = []
    for key in BLASTS:
        now, rng = at(CAMPAIGNS["start"][ROW[key]]) + 11 * 3600, world.stream(f"blast {key}")
        who = reachable(world, now)
        made.append((key, who[rng.random(len(who)) < 0.75], now, rng))
    now, rng = at(CAMPAIGNS["start"][ROW["cold"]]) + 10 * 3600, world.stream("blast cold")
    who = reachable(world, now)
    who = who[count_paid(world, who, 0.0, now) == 0]
    buys = count_paid(world, who, now, now + 7 * DAY) > 0
    n = min(world.sized(COLD_N, 1), round(buys.sum() / COLD), round((~buys).sum() / (1 - COLD)))
    few = [rng.permutation(who[flag])[:round(n * share)] for flag, share in ((buys, COLD), (~buys, 1 - COLD))]
    made.append(("cold", np.sort(np.concatenate(few)), now, rng))
    return pd.concat([pd.DataFrame({"campaign": ROW[key], "account": who, "arm": "", "at": now,
                                    "sent": np.floor(now + 5400 * rng.random(len(who)))}) for key, who, now, rng in made])


def _daytime(rng: np.random.Generator, when: Floats) -> Floats:
    """The same days, at nine to nine; one in a hundred at night."""
    hour = np.where(rng.random(len(when)) < 0.012, 22.5, 9.0) + 12 * rng.random(len(when)) * 0.99
    return np.floor(when // DAY * DAY + hour % 24 * 3600)


def _daily(world: World) -> pd.DataFrame:
    """Touches outside campaigns, those with leave and the few without: account, sent, purpose."""
    rng, accounts = world.stream("daily"), world.accounts
    joined, left = accounts["joined"].to_numpy(), accounts["left"].fillna(END).to_numpy()
    who = repeated(np.arange(len(accounts)), rng.poisson(A_DAY * (left - joined) / DAY))
    when = _daytime(rng, joined[who] + rng.random(len(who)) * (left - joined)[who])
    purpose = chosen(rng, len(who), PURPOSES)
    there = (when > joined[who]) & (when < left[who])
    held = np.select([purpose == "营销触达", purpose == "个性化推荐"],
                     [allowed(world.permits, who, when), allowed(world.agreements["个性化推荐"], who, when)], True)
    granted, withdrawn = (world.permits[name].to_numpy()[who] for name in ("granted", "withdrawn"))
    wanted = {"after": round(AFTER_WITHDRAWAL * (held & there).sum()), "never": max(round(NEVER_AGREED * world.scale), 1)}
    marketing = there & ~held & (purpose == "营销触达")
    wrong = np.concatenate([rng.permutation(np.flatnonzero(flag))[:n] for flag, n in (
        (marketing & (withdrawn <= when), wanted["after"]), (marketing & np.isnan(granted), wanted["never"]))])
    kept = np.union1d(np.flatnonzero(held & there), wrong)
    return pd.DataFrame({"campaign": -1, "account": who[kept], "arm": "", "at": np.nan, "sent": when[kept],
                         "purpose": purpose[kept]})


@stage
def sends(world: World) -> pd.DataFrame:
    """One row a planned touch, by time: campaign (-1), account, arm, at, sent (NaN), kind, purpose, channel."""
    rng = world.stream("sends")
    planned = pd.concat([_planned(world), _blasts(world)], ignore_index=True)
    keys = CAMPAIGNS["key"].to_numpy()[planned["campaign"]]
    forms = pd.DataFrame([FORMS.get(key, ("message", "营销触达", "企微私聊")) for key in CAMPAIGNS["key"]])
    coupon = (CAMPAIGNS["type"] == "优惠券").to_numpy()[planned["campaign"]] & ~np.isin(keys, ["loyalty", "loyal_own"])
    form = forms.iloc[planned["campaign"]].reset_index(drop=True)
    planned = planned.assign(kind=np.where(coupon, "coupon", form[0]), purpose=form[1], channel=form[2])
    daily = _daily(world)
    daily = daily.assign(kind=np.where(rng.random(len(daily)) < 0.84, "message", "content"),
                         channel=chosen(rng, len(daily), CHANNELS))
    service = (daily["purpose"] == "服务通知").to_numpy()
    daily.loc[service, "kind"] = "message"
    daily.loc[service & daily["channel"].isin(["群发", "朋友圈"]).to_numpy(), "channel"] = "企微私聊"
    frame = pd.concat([planned, daily], ignore_index=True)
    frame["by"] = frame["sent"].fillna(frame["at"])
    frame = frame[arrived(rng, frame["by"].to_numpy())]
    frame = frame.sort_values(["by", "campaign", "account"], kind="stable", ignore_index=True)
    return frame.astype(dict.fromkeys(("kind", "purpose", "channel"), "category"))


def _response(rng: np.random.Generator, world: World, made: pd.DataFrame) -> tuple[Bools, Floats, Floats]:
    """Delivered, opened, clicked. In the experiment on titles the arm moves clicks by CTR_LIFT."""
    n, sent = len(made), made["sent"].to_numpy()
    delivered = ~np.isnan(sent) & (rng.random(n) < 0.97)
    rank = world.people["rank"].to_numpy()[world.accounts["person"].to_numpy()[made["account"]]]
    titles = (made["campaign"] == ROW["ctr"]).to_numpy()
    opens = delivered & (rng.random(n) < np.where(titles, OPEN, 0.14 + 0.32 * rank))
    click = np.where(titles, (CTR + CTR_LIFT * (made["arm"] == "treat_a")) / OPEN / 0.97, 0.12)
    often = made["arm"].map(PER_WEEK).where(made["campaign"] == ROW["frequency"], 1).to_numpy(dtype=float)
    clicks = opens & (rng.random(n) < click * often**-0.35)
    opened = np.where(opens, np.floor(sent + 20 + rng.exponential(3 * 3600, n)), np.nan)
    opened[opened >= END] = np.nan
    clicked = np.where(clicks, np.floor(opened + 2 + rng.exponential(40, n)), np.nan)
    clicked[clicked >= END] = np.nan
    return delivered, opened, clicked


def _rooms(world: World, made: pd.DataFrame) -> Ints:
    """The group a mass send went through: the member's first, if in it then."""
    first = world.stays[world.stays["kind"] == "first"].set_index("account")
    room, since, until = (first[name].reindex(made["account"]).to_numpy() for name in ("room", "joined", "left"))
    by = made["by"].to_numpy()
    inside = (made["channel"] == "群发").to_numpy() & (since <= by) & (np.isnan(until) | (by < until))
    return np.where(inside, np.nan_to_num(room, nan=-1), -1).astype(int)


def _texts(rng: np.random.Generator, made: pd.DataFrame) -> np.ndarray:
    said = np.full(len(made), None, dtype=object)
    for purpose, texts in SAID.items():
        rows = np.flatnonzero((made["purpose"] == purpose) & made["kind"].isin(["message", "coupon"]) & made["sent"].notna())
        said[rows] = np.array(texts, dtype=object)[rng.integers(0, len(texts), len(rows))]
    return said


@table
def exposures(world: World) -> pd.DataFrame:
    """The table exposures: one row a planned touch; one of a control arm has no sending."""
    rng, made = world.stream("exposures"), world.sends
    n, in_arm = len(made), made["arm"].isin(["control", "treat_a", "treat_b"]).to_numpy()
    delivered, opened, clicked = _response(rng, world, made)
    room = _rooms(world, made)
    channel = np.where((made["channel"] == "群发") & (room < 0), "企微私聊", made["channel"])
    post = np.searchsorted(world.published["at"].to_numpy(), made["by"].to_numpy(), side="right") - rng.geometric(0.3, n)
    shows = (made["kind"] == "content").to_numpy() & (post >= 0)
    ad = (made["purpose"] != "服务通知").to_numpy() & (rng.random(n) < 0.92)
    copies = world.copies
    ready = np.flatnonzero(copies["status"] == "sent")
    copy = ready[rng.integers(0, len(ready), n)]
    shown = ad & (made["kind"] == "message").to_numpy() & (copies["sent"].to_numpy()[copy] <= made["sent"].to_numpy())
    auto = (made["purpose"] == "个性化推荐").to_numpy() | (rng.random(n) < 0.3)
    personal = (made["purpose"] == "个性化推荐").to_numpy() | (auto & (rng.random(n) < 0.2))
    campaign = np.append(ids("c_", len(CAMPAIGNS), 2), None)[made["campaign"]]
    group = np.append(world.rooms["group_id"].to_numpy(dtype=object), None)[room]
    return pd.DataFrame({
        "exposure_id": text(world.ids("x_", n, 7)),
        "member_id": text(world.accounts["member_id"].to_numpy()[made["account"]]), "campaign_id": text(campaign),
        "arm": text(either(in_arm, made["arm"])), "assigned_at": instants(np.where(in_arm, made["at"], np.nan)),
        "kind": text(made["kind"]), "purpose": text(made["purpose"]), "channel": text(channel), "group_id": text(group),
        "post_id": text(either(shows, world.published["post_id"].to_numpy()[np.maximum(post, 0)])),
        "copy_id": text(either(shown, copies["copy_id"].to_numpy()[copy])),
        "is_ad": ad, "auto": auto, "personalised": personal, "has_generic_option": personal & (rng.random(n) < 0.85),
        "has_optout": ad & (rng.random(n) < 0.93), "sender": text(either(rng.random(n) < 0.96, "青禾茶事")),
        "text": text(_texts(rng, made)), "sent_at": instants(made["sent"].to_numpy()), "delivered": delivered,
        "opened_at": instants(opened), "clicked_at": instants(clicked),
    })
