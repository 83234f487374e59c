"""E1.1 主张拆解的检查。"""

import itertools

import pytest

PARTS = ("subject", "metric", "baseline", "window", "source")
OPENINGS = ("", "据统计，", "据不完全统计显示，", "据《社群年报》报告，", "据艾瑞咨询调研，", "据业内数据，")
YEARS = ("", "2025 年")
SUBJECTS = ("", "青禾茶事", "三家茶饮品牌的", "头部平台")
WINDOWS = ("", "90 日", "近三个月内的", "次日")
ENDINGS = ("提升 300%", "从 10% 提升至 40%", "较 2020 年上升了 5%", "为公域的 3 倍", "比同行高两成", "达４０％，较上年")
WORDS = ("", "提升", "增长了", "减少约", "下降近", "提高至", "下跌到", "不足 ")
AMOUNTS = ("40%", "５．５％", "三成", "2 倍", "12 个百分点", "3000 万", "1.2 万亿元", "10 万人", "1：5", "1/10", "很多")


def number(value, unit):
    """What parse_number should give."""
    return {"value": value, "unit": unit}


def claim(**parts):
    """What parse_claim should give: the parts that are there, None for the others."""
    return {name: parts.get(name) for name in PARTS}


def part(got, *names):
    """The named entries only, so that one check looks at one thing."""
    return {name: got[name] for name in names if name in got} if isinstance(got, dict) else got


@pytest.mark.hint(2)
def test_share(submission, expect):
    """没有变化词的 % 是占比，写成小数：40% 是 0.4，“不足 20%”是 0.2。"""
    expect(submission.parse_number("40%"), number(0.4, "share"))
    expect(submission.parse_number("次日留存不足 20%"), number(0.2, "share"), note="不足 20%")


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_change(submission, expect):
    """变化词后面的 % 与倍是变化，按百分之几记：提升 300% 是 300，增加 2 倍是 200。"""
    expect(submission.parse_number("提升 300%"), number(300, "percent_change"))
    expect(submission.parse_number("销售额增长了近 50%"), number(50, "percent_change"), note="增长了近 50%")
    expect(submission.parse_number("增加 2 倍"), number(200, "percent_change"), note="增加 2 倍")


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_to(submission, expect):
    """“至”“到”后面是水平：提升至 70% 是占比 0.7，下降到 50% 是 0.5。"""
    expect(submission.parse_number("活跃率提升至 70%"), number(0.7, "share"))
    expect(submission.parse_number("信任度下降到 50%"), number(0.5, "share"), note="下降到 50%")
    expect(submission.parse_number("提升至 3 倍"), number(3, "times"), note="提升至 3 倍")


@pytest.mark.hint(2)
def test_fall(submission, expect):
    """下降是负的：下降 12% 是 −12，减少 5 个百分点是 −5。"""
    expect(submission.parse_number("获客成本下降 12%"), number(-12, "percent_change"))
    expect(submission.parse_number("减少 5 个百分点"), number(-5, "pp"), note="减少 5 个百分点")


@pytest.mark.hint(3)
def test_tenths(submission, expect):
    """三成是占比 0.3；“增长两成”是变化 20%；都不是百分点。"""
    expect(submission.parse_number("约有三成"), number(0.3, "share"))
    expect(submission.parse_number("增长两成"), number(20, "percent_change"), note="增长两成")


@pytest.mark.hint(3)
def test_points_and_times(submission, expect):
    """21 个百分点的单位是 pp；“是原来的 3 倍”的单位是 times。"""
    expect(submission.parse_number("高 21 个百分点"), number(21, "pp"))
    expect(submission.parse_number("是原来的 3 倍"), number(3, "times"), note="是原来的 3 倍")


@pytest.mark.points(2)
@pytest.mark.hint(3)
def test_sizes(submission, expect):
    """万、亿、万亿先换算：3000 万是 30000000，10 万人、1.2 万亿元各带单位。"""
    expect(submission.parse_number("注册企业超 3000 万"), number(3e7, "count"))
    expect(submission.parse_number("每月参与超 10 万人"), number(1e5, "person"), note="10 万人")
    expect(submission.parse_number("1.2 万亿元"), number(1.2e12, "yuan"), note="1.2 万亿元")


@pytest.mark.hint(3)
def test_ratio(submission, expect):
    """1:5 是 0.2，1/10 是 0.1，单位都是 ratio。"""
    expect(submission.parse_number("ROI 1:5"), number(0.2, "ratio"))
    expect(submission.parse_number("公域的 1/10"), number(0.1, "ratio"), note="1/10")


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_full_width(submission, expect):
    """全角与半角一样：４０％ 是 0.4，１：５ 是 0.2，９０ 日的窗口写成 90日。"""
    expect(submission.parse_number("４０％"), number(0.4, "share"))
    expect(submission.parse_number("１：５"), number(0.2, "ratio"), note="１：５")
    expect(part(submission.parse_claim("青禾茶事９０ 日复购率达３５％。"), "window"), {"window": "90日"}, note="窗口")


@pytest.mark.hint(3)
def test_no_number(submission, expect):
    """没有数的句子与空文本，返回 None。"""
    for text in ("唯一路径", "一家茶店两位店长", ""):
        expect(submission.parse_number(text), None, note=text or "空文本")


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_hand(submission, expect):
    """五要素齐全的一句：主体青禾茶事，指标复购率，基线 10%，窗口 90日，来源《社群年报》。"""
    got = submission.parse_claim("据《社群年报》显示，2025 年青禾茶事 90 日复购率从 10% 提升至 40%。")
    want = claim(subject="青禾茶事", metric="复购率", baseline="10%", window="90日", source="《社群年报》")
    expect(got, want)


@pytest.mark.points(2)
@pytest.mark.hint(5)
def test_missing(submission, expect):
    """句中没有的要素是 None，不是空文本；认不出指标时，主体也是 None。"""
    expect(submission.parse_claim("复购率提升 300%。"), claim(metric="复购率"))
    expect(submission.parse_claim("社群是唯一路径。"), claim(), note="没有指标")
    expect(submission.parse_claim(""), claim(), note="空文本")


@pytest.mark.points(2)
@pytest.mark.hint(5)
def test_source(submission, expect):
    """“据统计”“据某机构报告”查不到是谁，来源是 None；“据艾瑞咨询数据”的来源是艾瑞咨询。"""
    for opening in ("据统计，", "据不完全统计显示，", "据某机构报告，", "据业内数据，"):
        got = submission.parse_claim(opening + "社群转化率提升 20%。")
        expect(part(got, "source", "subject"), {"source": None, "subject": "社群"}, note=opening)
    got = submission.parse_claim("据艾瑞咨询数据，私域市场规模达 1 万亿元。")
    expect(part(got, "source"), {"source": "艾瑞咨询"}, note="据艾瑞咨询数据")


@pytest.mark.hint(4)
def test_year(submission, expect):
    """2025 年是年份，不是窗口，也不是主体的一部分；写在指标后面的三个月是窗口。"""
    got = submission.parse_claim("2025 年头部平台投放 ROI 为 1:5。")
    expect(part(got, "subject", "window"), {"subject": "头部平台投放", "window": None})
    got = submission.parse_claim("2025 年青禾茶事转化率三个月提升 12%。")
    expect(part(got, "subject", "window"), {"subject": "青禾茶事", "window": "三个月"}, note="三个月")


@pytest.mark.hint(4)
def test_baseline(submission, expect):
    """基线有三种写法：从…至、较…或比…、为…的；只说“提升”的没有基线。"""
    for text, want in (
        ("青禾茶事活跃率由 25% 到 35%。", "25%"),
        ("投放获客成本较 2020 年上升 50%。", "2020年"),
        ("社群转化率比公域高 3 倍。", "公域"),
        ("私域获客成本仅为公域的 1/10。", "公域"),
        ("社群转化率达 12%，较上年同期。", "上年同期"),
        ("青禾茶事粘性提升 200%。", None),
    ):
        expect(part(submission.parse_claim(text), "baseline"), {"baseline": want}, note=text)


@pytest.mark.needs("test_share", "test_change", "test_sizes")
@pytest.mark.hidden
def test_number_grid(submission, solution, expect):
    """变化词、至、万亿、全角等换着搭配的 88 个短语，读出的数与参考解一致。"""
    for word, amount in itertools.product(WORDS, AMOUNTS):
        expect(submission.parse_number(word + amount), solution.parse_number(word + amount), note=word + amount)


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_claim_grid(submission, solution, expect):
    """来源、年份、主体、窗口、基线换着搭配的句子，五要素与参考解一致。"""
    for number_, pieces in enumerate(itertools.product(OPENINGS, YEARS, SUBJECTS, WINDOWS, ENDINGS)):
        if number_ % 7 == 0:  # every combination of two neighbours still comes up, at a seventh of the time
            opening, year, subject, window, ending = pieces
            text = f"{opening}{year}{subject}{window}活跃率{ending}。"
            expect(submission.parse_claim(text), solution.parse_claim(text), note=text)


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for text in (
        "40%", "提升 300%", "增长了近 50%", "增加 2 倍", "活跃率提升至 70%", "下降到 50%", "下降 12%",
        "减少 5 个百分点", "降低两成", "约有三成", "增长两成", "21 个百分点", "是原来的 3 倍", "3000 万", "10 万人",
        "1.2 万亿元", "ROI 1:5", "４０％", "提升３０％", "唯一路径",
    ):  # fmt: skip
        yield "parse_number", (text,)
    for text in (
        "据《社群年报》显示，2025 年青禾茶事 90 日复购率从 10% 提升至 40%。", "复购率提升 300%。", "社群是唯一路径。",
        "据统计，社群转化率提升 20%。", "据不完全统计显示，社群转化率提升 20%。", "据业内数据，2025 年社群留存率提升 20%。",
        "2025 年头部平台投放 ROI 为 1:5。", "投放获客成本较 2020 年上升 50%。", "青禾茶事９０ 日复购率达３５％。",
    ):  # fmt: skip
        yield "parse_claim", (text,)
