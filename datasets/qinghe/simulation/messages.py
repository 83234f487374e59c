"""Group messages: what members say, who answers and when, what leaders set off, staff's welcomes and mass sends, robots."""

from __future__ import annotations

import numpy as np
import pandas as pd

from . import talk
from .activity import lateness
from .clock import DAY, END, Floats, Ints, arrived, chosen, either, hours, ids, instants, pick, text
from .world import World, repeated, stage, table

ROOTS = 205_000                            # messages of members that answer nobody
BOT_SHARE, STAFF_SHARE = 0.06, 0.09
ANSWERED, BY_STAFF, MINUTES = 0.42, 0.05, 12.0
LEADER_MESSAGES, SET_OFF = 22, 2.2         # messages a leader, further messages within some hours of one
PLANTED = 0.008
ROBOTS = 6
TYPES = {"text": 0.72, "image": 0.14, "link": 0.04, "redpacket": 0.03, "miniapp": 0.07}


def _spoken(rng: np.random.Generator, world: World) -> pd.DataFrame:
    """Members' messages that begin a thread, most by few, more early in a stay: room, account, at, kind."""
    stays = world.stays
    until = stays["left"].fillna(END).to_numpy()
    length = (until - stays["joined"].to_numpy()) / DAY
    f = world.people["activity"].to_numpy()[world.accounts["person"].to_numpy()[stays["account"]]]
    leader = (world.actors == "kol")[stays["account"]]
    robot = np.isin(world.actors, ["bot", "staff"])[stays["account"]]
    weight = np.where(robot, 0.0, f**2.2 * np.sqrt(length) * ~leader)
    of = pick(rng, world.sized(ROOTS, 20), weight)
    own = repeated(np.flatnonzero(leader), rng.poisson(LEADER_MESSAGES, leader.sum()))
    of = np.concatenate([of, own])
    when = stays["joined"].to_numpy()[of] + rng.random(len(of)) ** 1.6 * length[of] * DAY
    when = when // DAY * DAY + hours(rng, len(of))
    when = np.clip(when, stays["joined"].to_numpy()[of] + 30, until[of] - 1)
    frame = pd.DataFrame({"room": stays["room"].to_numpy()[of], "account": stays["account"].to_numpy()[of],
                          "at": np.floor(when), "kind": np.where(leader[of], "kol", "member")})
    return frame.sort_values(["room", "at"], kind="stable", ignore_index=True)


def _neighbours(rng: np.random.Generator, spoken: pd.DataFrame, rows: Ints) -> Ints:
    """For each message another sender's message near it in the same group (row of spoken); -1 when there is none."""
    near = np.clip(rows + rng.choice([-4, -3, -2, -1, 1, 2, 3, 4], len(rows)), 0, max(len(spoken) - 1, 0))
    room, who = spoken["room"].to_numpy(), spoken["account"].to_numpy()
    return np.where((room[near] == room[rows]) & (who[near] != who[rows]), near, -1)


def _inside(world: World, room: Ints, account: Ints, when: Floats) -> np.ndarray:
    """Whether the account was in the group then."""
    stays = world.stays.sort_values(["room", "account", "joined"])
    size = len(world.accounts)
    key = (stays["room"].to_numpy() * size + stays["account"].to_numpy()) * END + stays["joined"].to_numpy()
    last = np.searchsorted(key, (room * size + account) * END + when, side="right") - 1
    row = stays.iloc[np.maximum(last, 0)]
    same = (row["room"].to_numpy() == room) & (row["account"].to_numpy() == account)
    return same & (when < row["left"].fillna(END).to_numpy()) & (last >= 0)


def _answers(rng: np.random.Generator, world: World, before: pd.DataFrame, share: float) -> pd.DataFrame:
    """Answers to those messages by others in the group, some by staff: as before, `to` being the message's number."""
    rows = np.flatnonzero(rng.random(len(before)) < share)
    near = _neighbours(rng, before, rows)
    when = np.floor(before["at"].to_numpy()[rows] + 10 + rng.lognormal(np.log(MINUTES * 60), 1.6, len(rows)))
    account, staffed = before["account"].to_numpy()[near], rng.random(len(rows)) < BY_STAFF
    fits = staffed | ((near >= 0) & _inside(world, before["room"].to_numpy()[rows], account, when))
    frame = pd.DataFrame({"room": before["room"].to_numpy()[rows], "account": np.where(staffed, -1, account), "at": when,
                          "kind": np.where(staffed, "staff", "member"), "to": before["number"].to_numpy()[rows]})[fits]
    leaders = world.actors[np.maximum(frame["account"], 0)] == "kol"
    frame["kind"] = np.where((frame["kind"] == "member") & leaders, "kol", frame["kind"])
    return frame.sort_values(["room", "at"], kind="stable", ignore_index=True)


def _set_off(rng: np.random.Generator, world: World, spoken: pd.DataFrame) -> pd.DataFrame:
    """Messages that follow a leader's within hours, by members around."""
    leaders = np.flatnonzero(spoken["kind"] == "kol")
    rows = repeated(leaders, rng.poisson(SET_OFF, len(leaders)))
    near = _neighbours(rng, spoken, rows)
    when = np.floor(spoken["at"].to_numpy()[rows] + 30 + rng.exponential(5400, len(rows)))
    account = spoken["account"].to_numpy()[near]
    fits = (near >= 0) & _inside(world, spoken["room"].to_numpy()[rows], account, when) & (world.actors[account] == "member")
    return pd.DataFrame({"room": spoken["room"].to_numpy()[rows], "account": account, "at": when, "kind": "member"})[fits]


def _mass_sends(rng: np.random.Generator, world: World) -> pd.DataFrame:
    """Staff's sends to a whole group, `sends` a week on average while it is open."""
    rooms = world.rooms
    last = rooms["closed"].fillna(END).to_numpy()
    n = rng.poisson(rooms["sends"] * (last - rooms["opened"]) / (7 * DAY))
    room = repeated(np.arange(len(rooms)), n)
    opened = rooms["opened"].to_numpy()[room]
    when = opened + rng.random(len(room)) * (last[room] - opened)
    when = np.clip(when // DAY * DAY + (9 + 12 * rng.random(len(room))) * 3600, opened + 5, last[room] - 1)
    return pd.DataFrame({"room": room, "account": -1, "at": np.floor(when), "kind": "send"})


@stage
def chat(world: World) -> pd.DataFrame:
    """One row a message by time: room, account (-1 staff, robot), at, kind (member kol staff welcome send bot), number, to."""
    rng = world.stream("chat")
    spoken = _spoken(rng, world)
    spoken = pd.concat([spoken, _set_off(rng, world, spoken)]).sort_values(["room", "at"], kind="stable", ignore_index=True)
    spoken["number"], spoken["to"] = np.arange(len(spoken)), -1
    rounds = [spoken]
    for share in (ANSWERED, 0.22, 0.18, 0.15):
        answers = _answers(rng, world, rounds[-1][rounds[-1]["account"] >= 0].reset_index(drop=True), share)
        rounds.append(answers.assign(number=np.arange(len(answers)) + sum(map(len, rounds))))
    greeted = world.stays[world.stays["welcomed"]]
    wait = np.floor(rng.uniform(60, 3500, len(greeted)))
    welcome = pd.DataFrame({"room": greeted["room"], "account": -1, "at": greeted["joined"] + wait, "kind": "welcome"})
    frame = pd.concat([*rounds, welcome, _mass_sends(rng, world)], ignore_index=True)
    robots = frame.sample(round(len(frame) * BOT_SHARE / (1 - BOT_SHARE)), replace=True, random_state=rng)
    robots = robots.assign(account=-1, kind="bot", to=-1, number=-1, at=robots["at"] // 3600 * 3600)
    opened, closed = world.rooms["opened"].to_numpy(), world.rooms["closed"].fillna(END).to_numpy()
    robots["at"] = np.maximum(robots["at"], opened[robots["room"]])
    frame = pd.concat([frame, robots], ignore_index=True).fillna({"number": -1, "to": -1})
    frame = frame[(frame["at"] < closed[frame["room"]]) & arrived(rng, frame["at"].to_numpy())]
    frame = frame.sort_values(["at", "room", "number"], kind="stable", ignore_index=True)
    return frame.astype({"kind": "category"})


def _said(rng: np.random.Generator, chat: pd.DataFrame) -> np.ndarray:
    """A text for each message, by who says it."""
    said = np.full(len(chat), None, dtype=object)
    answer = (chat["to"] >= 0).to_numpy()
    for kind, texts, which in (("member", talk.SAYS, ~answer), ("member", talk.ANSWERS, answer),
                               ("kol", talk.KOL_SAYS, ~answer), ("kol", talk.ANSWERS, answer),
                               ("staff", talk.STAFF_ANSWERS, answer), ("bot", talk.BOTS, ~answer),
                               ("welcome", talk.WELCOMES, ~answer), ("send", talk.SENDS, ~answer)):
        rows = np.flatnonzero((chat["kind"] == kind).to_numpy() & which)
        weight = 1 / (1.0 + np.arange(len(texts))) ** 0.5
        said[rows] = np.array(texts, dtype=object)[pick(rng, len(rows), weight)]
    return said


@stage
def texts(world: World) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Types and texts of the messages of `chat` (None when not text), and the spans of planted data."""
    rng, chat = world.stream("texts"), world.chat
    kind = chosen(rng, len(chat), TYPES)
    kind[chat["kind"].isin(["welcome", "staff", "bot"])] = "text"
    said = either(kind == "text", _said(rng, chat))
    open_ = np.flatnonzero((kind == "text") & (chat["kind"] == "member").to_numpy() & (chat["to"] < 0).to_numpy())
    rows = np.sort(rng.permutation(open_)[:round(PLANTED * (said != None).sum())])      # noqa: E711  (elementwise)
    return kind, said, talk.plant(rng, rows, said)


def _senders(rng: np.random.Generator, world: World, chat: pd.DataFrame) -> np.ndarray:
    """The id of who sent each message."""
    owner = world.crew["staff_id"].to_numpy()[world.rooms["owner"]][chat["room"]]
    robot = ids("b_", ROBOTS, 2)[chat["room"] % ROBOTS]
    member = world.accounts["member_id"].to_numpy()[chat["account"]]
    return np.where(chat["kind"] == "bot", robot, np.where(chat["account"] < 0, owner, member))


@table
def group_messages(world: World) -> pd.DataFrame:
    """The table group_messages, by time."""
    rng, chat = world.stream("group_messages"), world.chat
    kind, said, _ = world.texts
    received = chat["at"].to_numpy() + lateness(rng, len(chat))
    kept = np.flatnonzero(received < END)
    name = world.ids("t_", len(chat), 6)
    place = np.full(int(max(chat["number"].max(), 0)) + 2, -1)
    inside = kept[(chat["number"].to_numpy()[kept] >= 0)]
    place[chat["number"].to_numpy()[inside].astype(int)] = inside
    to = place[chat["to"].to_numpy().astype(int)]
    generated = rng.random(len(chat)) < np.where(chat["kind"].isin(["bot", "staff"]), 0.5, 0.004)
    frame = pd.DataFrame({
        "message_id": text(name), "group_id": text(world.rooms["group_id"].to_numpy()[chat["room"]]),
        "sender_id": text(_senders(rng, world, chat)),
        "sender_type": text(np.where(chat["kind"].isin(["welcome", "send"]), "staff", chat["kind"])),
        "sent_at": instants(chat["at"].to_numpy()), "received_at": instants(received), "msg_type": text(kind),
        "reply_to_id": text(either(to >= 0, name[to])), "text": text(said),
        "is_ad": (chat["kind"] == "send").to_numpy() & (rng.random(len(chat)) < 0.8),
        "ai_generated": generated, "ai_labelled": generated & (rng.random(len(chat)) < 0.65),
    })
    return frame.iloc[kept].reset_index(drop=True)


def spans(world: World) -> pd.DataFrame:
    """Where the planted data stands in the texts, for graders: message_id, start, end, kind; near misses are marked `none:`."""
    planted, name = world.texts[2], world.ids("t_", len(world.chat), 6)
    kind = np.where(planted["kind"].isin(talk.NEAR_MISSES), "none:" + planted["kind"], planted["kind"])
    return pd.DataFrame({"message_id": name[planted["row"]], "start": planted["start"], "end": planted["end"], "kind": kind})
