"""E1.8 来源卡片的检查。"""

import itertools

import pandas as pd
import pytest

NOW = pd.Timestamp("2026-03-01 10:00", tz="Asia/Shanghai")
TITLES = ("2024年茶饮私域运营报告", "私域运营手册", "2021—2024 年私域研究", None)
DAYS = ("2024-12-20", "2026/3/1", "2026-03-02", "2026-03-01", None)
LINKS = ("https://example.cn/report", "www.example.cn", "  ", None)


def card(**changed):
    """A faultless card with some fields changed."""
    good = {
        "title": "2024年茶饮私域运营报告",
        "publisher": "某研究所",
        "published_on": "2024-12-20",
        "data_year": 2024,
        "definition": "小程序内的支付金额，含退款",
        "url": "https://example.cn/report",
        "accessed_on": "2026-02-10",
    }
    return good | changed


@pytest.mark.hint(1)
def test_good(submission, expect):
    """七项都填对的卡片没有问题，返回空列表；题名里没有年份也不算问题。"""
    expect(submission.validate_source(card(), NOW), [])
    expect(submission.validate_source(card(title="茶饮私域运营手册"), NOW), [], note="题名里没有年份")


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_missing(submission, expect):
    """缺四项，按字段的次序报四个缺项。"""
    got = submission.validate_source(card(publisher=None, published_on=None, definition=None, url=None), NOW)
    expect(got, ["缺项:publisher", "缺项:published_on", "缺项:definition", "缺项:url"])
    expect(submission.validate_source(card(data_year=None, title=None), NOW), ["缺项:title", "缺项:data_year"])


@pytest.mark.hint(1)
def test_blank(submission, expect):
    """空文本与只有空格的文本算缺项。"""
    got = submission.validate_source(card(publisher="", definition="   "), NOW)
    expect(got, ["缺项:publisher", "缺项:definition"])


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_date_format(submission, expect):
    """写成 2026/3/1、2026-02 的，和没有的日子 2026-02-30，都是日期写法不对。"""
    for text in ("2026/2/1", "2026-02", "2026年2月1日", "2026-02-30"):
        expect(submission.validate_source(card(accessed_on=text), NOW), ["日期写法:accessed_on"], note=text)


@pytest.mark.points(2)
@pytest.mark.hint(3)
def test_future(submission, expect):
    """now 是 3 月 1 日：访问日写 3 月 2 日是在未来，写 3 月 1 日不是。"""
    expect(submission.validate_source(card(accessed_on="2026-03-02"), NOW), ["日期在未来:accessed_on"])
    expect(submission.validate_source(card(accessed_on="2026-03-01"), NOW), [], note="当天")


@pytest.mark.hint(3)
def test_date_order(submission, expect):
    """发布日晚于访问日要报，同一天不报；有一个日期写法不对，就不比。"""
    expect(submission.validate_source(card(published_on="2026-02-11"), NOW), ["发布晚于访问"])
    expect(submission.validate_source(card(published_on="2026-02-10"), NOW), [], note="同一天")
    got = submission.validate_source(card(published_on="2026/2/11"), NOW)
    expect(got, ["日期写法:published_on"], note="发布日写法不对")


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_year_conflict(submission, expect):
    """题名写 2021 年，数据年份填 2024，是年份冲突；发布年是哪一年都不相干。"""
    expect(submission.validate_source(card(title="2021年私域白皮书"), NOW), ["年份冲突"])
    expect(submission.validate_source(card(title="2021年私域白皮书", data_year=2021), NOW), [], note="改填 2021")


@pytest.mark.hint(4)
def test_year_range(submission, expect):
    """题名里有两个年份算一段：2021—2024 里的 2023 不冲突，2025 冲突；五位数不是年份。"""
    title = "2021—2024 年私域研究"
    expect(submission.validate_source(card(title=title, data_year=2023), NOW), [])
    expect(submission.validate_source(card(title=title, data_year=2025), NOW), ["年份冲突"], note="2025")
    expect(submission.validate_source(card(title="20210 位群主的私域问卷"), NOW), [], note="五位数")


@pytest.mark.hint(5)
def test_link(submission, expect):
    """链接要以 http:// 或 https:// 开头，后面有内容；www、ftp、“见附件”都不行。"""
    for url in ("www.example.cn/report", "ftp://example.cn/report", "见附件", "https://"):
        expect(submission.validate_source(card(url=url), NOW), ["链接不对"], note=url)
    for url in ("http://example.cn/report", "HTTPS://example.cn/report"):
        expect(submission.validate_source(card(url=url), NOW), [], note=url)


@pytest.mark.points(2)
@pytest.mark.needs("test_missing")
@pytest.mark.hint(5)
def test_all(submission, expect):
    """一张卡片有好几处问题，全部报出，先按种类、再按字段。"""
    bad = card(
        title="2021年私域白皮书", publisher=None, published_on="2026-04-01", accessed_on="2026-03-05", url="见附件"
    )
    want = [
        "缺项:publisher",
        "日期在未来:published_on",
        "日期在未来:accessed_on",
        "发布晚于访问",
        "年份冲突",
        "链接不对",
    ]
    expect(submission.validate_source(bad, NOW), want)


@pytest.mark.points(2)
@pytest.mark.needs("test_good", "test_missing")
@pytest.mark.hidden
def test_grid(submission, solution, expect):
    """另外 400 张卡片上，问题代码与参考解一致。"""
    for title, published, accessed, url in itertools.product(TITLES, DAYS, DAYS, LINKS):
        made = card(title=title, published_on=published, accessed_on=accessed, url=url)
        expect(submission.validate_source(made, NOW), solution.validate_source(made, NOW))


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    late = {"published_on": "2026-04-01", "accessed_on": "2026-03-05"}
    changes = (
        {"publisher": None, "url": None}, {"publisher": "", "definition": "   "}, {"definition": " "},
        {"accessed_on": "2026/2/1"}, {"accessed_on": "2026-02"}, {"published_on": "2026/2/11"},
        {"accessed_on": "2026-03-02"}, {"accessed_on": "2026-03-01"}, {"published_on": "2026-02-11"}, late,
        {"published_on": "2026-03-01", "accessed_on": "2026-03-01"},
        {"title": "2021年私域白皮书"}, {"title": "2021年私域白皮书", "data_year": 2025},
        {"title": "2021—2024 年私域研究", "data_year": 2023}, {"title": "2021—2024 年私域研究", "data_year": 2022},
        {"title": "2021—2024 年私域研究", "data_year": 2023, "published_on": "2023-05-01"},
        {"title": "2021年私域白皮书", "publisher": None, "url": "见附件"} | late,
        {"title": "2021年私域白皮书", "url": "ftp://example.cn"} | late,
        {"url": "www.example.cn/report"}, {"url": "见附件"}, {"url": "ftp://example.cn/report", "publisher": None},
    )  # fmt: skip
    for changed in changes:
        yield "validate_source", (card(**changed), NOW)
