"""The report of a folder's metrics: one file, nothing asked of anybody, figures with what they do not answer."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner, Result

from course.cli import app

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "datasets" / "qinghe"


def run(data: Path, out: Path, *more: str) -> Result:
    return CliRunner().invoke(
        app, ["data", "report", "--data", str(data), "--out", str(out), "--root", str(ROOT), *more]
    )


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tables of trade alone."""
    folder = tmp_path_factory.mktemp("data")
    for name in ("orders", "refunds", "channels", "channel_costs", "members"):
        shutil.copy(SAMPLE / f"{name}.csv.gz", folder)
    return folder


@pytest.fixture(scope="module")
def page(some: Path) -> BeautifulSoup:
    out = some / "new" / "report.html"
    told = run(some, out)
    assert told.exit_code == 0, told.output
    assert "算出 9 个指标，46 个算不出" in told.output
    return BeautifulSoup(out.read_text(encoding="utf-8"), "html.parser")


def test_every_metric_is_told_or_its_lack_is(page: BeautifulSoup) -> None:
    told = [card["id"] for card in page.select(".siyu-report-card")]
    assert told[:3] == ["growth_rate", "survival_probability", "repeat_rate"]
    assert len(told) + len(page.select("#lacking tbody tr")) == 55
    lacking = page.select_one("#lacking")
    assert lacking is not None and "缺表：互动事件 interactions" in lacking.get_text()
    for card in page.select(".siyu-report-card"):
        assert [title.get_text() for title in card.select("h3")] == ["回答", "不回答"]
        assert all(part.get_text().strip() for part in card.select("dd"))


def test_figures_are_written_in_their_units(page: BeautifulSoup) -> None:
    repeat = page.select_one("#repeat_rate")
    assert repeat is not None
    cells = [cell.get_text() for cell in repeat.select("tbody tr")[0].select("td, th")]
    assert cells[0] == "W=30" and re.fullmatch(r"\d\d\.\d", cells[1])
    assert "值（%）" in repeat.get_text() and "不是" in repeat.get_text()
    revenue = page.select_one("#net_revenue")
    assert revenue is not None and "值（万元）" in revenue.get_text()


def test_nothing_is_asked_of_anybody(page: BeautifulSoup) -> None:
    assert not page.select("link, img, iframe, script[src], [onclick]")
    policy = page.select_one("meta[http-equiv]")
    assert policy is not None and "default-src 'none'" in str(policy["content"])
    addresses = {address for address in re.findall(r"https?://[^\s\"')]+", str(page)) if "www.w3.org" not in address}
    assert not addresses
    assert all(str(link["href"]).startswith("#") for link in page.select("a"))


def test_drawings_have_a_name_and_the_palettes_colours(page: BeautifulSoup) -> None:
    drawings = page.select("figure svg")
    assert len(drawings) == 7
    assert all(drawing["role"] == "img" and drawing["aria-label"] for drawing in drawings)
    assert "var(--siyu-c1" in str(drawings[0])


def test_bad_folders_are_told_in_one_sentence(tmp_path: Path, some: Path) -> None:
    out = tmp_path / "report.html"
    missing = run(tmp_path / "nowhere", out)
    assert missing.exit_code == 2 and "找不到文件夹" in missing.output
    empty = run(tmp_path, out)
    assert empty.exit_code == 2 and "没有认得的表" in empty.output
    (tmp_path / "orders.csv").write_text("order_id,member_id\no1,m1\n", encoding="utf-8")
    bad = run(tmp_path, out)
    assert bad.exit_code == 2 and "orders.csv 缺这些列" in bad.output
    day = run(some, out, "--asof", "三月")
    assert day.exit_code == 2 and "不是日期" in day.output
    (tmp_path / "file").write_text("")
    nowhere = run(some, tmp_path / "file" / "report.html")
    assert nowhere.exit_code == 2 and "写不了" in nowhere.output
    assert not out.exists()
    assert all("Traceback" not in told.output for told in (missing, empty, bad, day, nowhere))
