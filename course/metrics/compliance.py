"""Rules kept and risks taken: violations by article, k-anonymity, risk scores, penalty caps, trust."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

from course.metrics.estimates import Estimate, Rate, rate, total
from course.metrics.frames import Moment, Native, col, instant, read, row, rows, shown, whole, window


def violation_rate(
    exposures: Native, violations: Native, *, start: Moment, asof: Moment, laws: Sequence[str] = ()
) -> dict[str, Rate]:
    """violation_rate: by law_id, the share of the touches sent in [start, asof) that break it.

    `exposures`: exposure_id, sent_at (missing: not sent, as of a control arm); `violations`, an audit's findings:
    exposure_id, law_id, as many rows as rules are broken. `laws` names articles that are told even when nobody broke them.
    """
    sent = read(exposures, "exposures", "exposure_id", "sent_at", within={"sent_at": (start, asof)})
    ids = sent.select("exposure_id").unique()
    found = read(violations, "violations", "exposure_id", "law_id").unique().join(ids, on="exposure_id")
    counted = {line["law_id"]: whole(line["n"]) for line in rows(found.group_by("law_id").agg(n=nw.len()))}
    n = whole(row(ids, n=nw.len())["n"])
    return {
        law: rate("violation_rate", counted.get(law, 0), n, n, window(start, asof)) for law in sorted({*counted, *laws})
    }


def k_anonymity(table: Native, *, quasi: Sequence[str]) -> Estimate:
    """k_anonymity: rows of the smallest class with the same `quasi` values, a missing one being a value; None when empty.

    Direct identifiers, hashed ones too, are to be taken out before. Source: Sweeney 2002.
    """
    cells = rows(read(table, "table", *quasi).with_columns(rows=nw.lit(1)).group_by(list(quasi)).agg(n=nw.len()))
    sizes = [whole(cell["n"]) for cell in cells]
    return Estimate(
        id="k_anonymity", value=min(sizes, default=None), numerator=min(sizes, default=None), n=sum(sizes),
        n_total=sum(sizes), window="、".join(quasi),
    )  # fmt: skip


def risk_score(likelihood: int, impact: int) -> Estimate:
    """risk_score: likelihood times impact, each 1 to 5. Raises ValueError for another number."""
    if likelihood not in range(1, 6) or impact not in range(1, 6):
        raise ValueError(f"{likelihood} × {impact}")
    return total("risk_score", likelihood * impact, 1, "")


@dataclass(frozen=True, kw_only=True)
class PenaltyCaps:
    """Two caps side by side (fen), never added, never the higher one picked; None: no such cap, or turnover unknown."""

    id: str = "penalty_caps"
    fixed_cap_fen: int | None
    turnover_cap_fen: int | None


def penalty_caps(*, fixed_cap_fen: int | None, turnover_share: float | None, turnover_fen: int | None) -> PenaltyCaps:
    """penalty_caps: the fixed cap, and last year's turnover times the article's share, rounded down to a fen."""
    known = turnover_share is not None and turnover_fen is not None
    capped = _share_of(turnover_fen, turnover_share) if known else None
    return PenaltyCaps(fixed_cap_fen=fixed_cap_fen, turnover_cap_fen=capped)


def _share_of(amount: int | None, share: float | None) -> int:
    """The share of an amount, rounded down; the share is taken as it is written (0.05, not its binary neighbour)."""
    from fractions import Fraction

    assert amount is not None and share is not None
    return int(amount * Fraction(str(share)) // 1)


@dataclass(frozen=True, kw_only=True)
class Trust(Rate):
    """A top-2-box share with the response rate of the wave."""

    response: Rate


def trust_top2(surveys: Native, *, wave: int, asof: Moment) -> Trust:
    """trust_top2: of those who answered the wave before asof, those who chose 6 or 7 of 7; with the response rate.

    `surveys`: wave, invited_at, at (missing: no answer), trust (1 to 7). A wave still being answered will change.
    """
    asked = read(surveys, "surveys", "wave", "invited_at", "at", "trust")
    invited = asked.filter(col("wave") == wave, col("invited_at") < instant(asof))
    answered = (col("at") < instant(asof)) & ~col("trust").is_null()
    marked = invited.select(
        n=nw.when(answered).then(1).otherwise(0), k=nw.when(answered & (col("trust") >= 6)).then(1).otherwise(0)
    )
    counts = row(marked, k=col("k").sum(), n=col("n").sum(), asked=nw.len())
    k, n, everyone = (whole(counts[name]) for name in ("k", "n", "asked"))
    span = f"wave {wave}, asof {shown(asof)}"
    share = rate("trust_top2", k, n, everyone, span)
    return Trust(**vars(share), response=rate("trust_top2", n, everyone, everyone, span))
