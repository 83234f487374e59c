"""The page on how claims are tested: what it says first, and that its figures are the ones found."""

from __future__ import annotations

import json
import shutil
import statistics
import tomllib
from pathlib import Path

import pytest

from course.data.schema import read_dataset
from course.model import Dataset
from course.publish.claim_tests import FINDINGS, REGISTER, claim_tests_page, claim_tests_place, has_claim_tests
from course.publish.markup import UnknownReference
from course.publish.references import Target

FOLDER = Path(__file__).parents[2] / "datasets" / "qinghe"


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return read_dataset(FOLDER)


@pytest.fixture(scope="module")
def targets() -> dict[str, Target]:
    claims = tomllib.loads((FOLDER / REGISTER).read_text(encoding="utf-8"))["claims"]
    return {name: Target(name, f"claims/#{name}", name, name) for claim in claims for name in claim["ids"]}


@pytest.fixture(scope="module")
def text(dataset: Dataset, targets: dict[str, Target]) -> str:
    return claim_tests_page(dataset, targets)[1]


def test_it_says_that_nothing_is_shown_true(text: str) -> None:
    assert "它只说明一句话怎么检验，不能说明这句话对不对" in text


def test_every_claim_is_there_with_its_links(text: str, targets: dict[str, Target]) -> None:
    for claim in tomllib.loads((FOLDER / REGISTER).read_text(encoding="utf-8"))["claims"]:
        assert claim["title"] in text
        assert claim["reading"] in text
    assert all(f'href="../../../claims/#{name}"' in text for name in targets)
    assert 'href="../../../data/qinghe/#referrals"' in text


def test_figures_are_the_ones_found(text: str) -> None:
    seeds = json.loads((FOLDER / FINDINGS).read_text(encoding="utf-8"))["seeds"]
    mean = statistics.fmean(found["cost_full"][0] for found in seeds.values())
    assert f"{mean:.2f}" in text


def test_a_claim_nobody_knows(dataset: Dataset) -> None:
    with pytest.raises(UnknownReference):
        claim_tests_page(dataset, {})


def test_place_and_absence(dataset: Dataset, tmp_path: Path) -> None:
    assert claim_tests_place(dataset) == "data/qinghe/claims/"
    assert has_claim_tests(dataset)
    shutil.copy(FOLDER / "dataset.toml", tmp_path / "dataset.toml")
    assert not has_claim_tests(Dataset(**{**vars(dataset), "folder": tmp_path}))
