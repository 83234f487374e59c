"""Lines of keys in TOML and YAML."""

from __future__ import annotations

import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from course.load.problem import Report
from course.load.source import parse_yaml, read_toml

TOML = '''# 注释 a = 1
top = 1
list = [
  "x = 1",   # 不是键
  "[table]",
]
text = """
[not.a.table]
key = 1
"""
dotted.key = {inner = 1}

[a.b]
"引 号" = 1

[[rows]]
id = 1
[[rows]]
id = 2
[rows.more]
deep = 1
'''


def test_toml_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(TOML, encoding="utf-8")
    source = read_toml(path, Report())
    assert source is not None
    lines = {
        ("top",): 2,
        ("list",): 3,
        ("list", 1): 3,
        ("text",): 7,
        ("dotted", "key"): 11,
        ("dotted", "key", "inner"): 11,
        ("a", "b"): 13,
        ("a", "b", "引 号"): 14,
        ("rows", 0, "id"): 17,
        ("rows", 1): 18,
        ("rows", 1, "id"): 19,
        ("rows", 1, "more", "deep"): 21,
        ("nowhere",): None,
    }
    assert {place: source.line(*place) for place in lines} == lines


def test_yaml_lines_start_where_the_text_starts() -> None:
    source = parse_yaml("a:\n  - x: 1\n    y: 2\n  - {z: 3}\nday: 2026-03-01", Path("a.yml"), Report(), first_line=11)
    assert source is not None
    assert [source.line("a"), source.line("a", 0, "y"), source.line("a", 1, "z"), source.line("a", 9)] == [
        11,
        13,
        14,
        11,
    ]
    assert source.data["day"] == "2026-03-01"


def test_yaml_that_is_no_text_of_ours_is_a_problem_not_a_crash() -> None:
    for text in ("\x00", "&a [*a]", "!!python/object:os.system {}", "{[1]: 2}", "1: 2", "a: *b", "- 1", ""):
        report = Report()
        assert parse_yaml(text, Path("a.yml"), report) is None
        assert len(report.problems) == 1, text


KEYS = st.text("abc", min_size=1, max_size=2)
VALUES = st.sampled_from(["1", '"x"', "[\n  1,\n  2,\n]", '"""\n[a]\nb = 1\n"""', "{x = 1}"])


@given(st.lists(st.tuples(st.sampled_from(["", "[{k}]\n"]), KEYS, VALUES), max_size=6))
def test_a_key_stands_on_the_line_told(pairs: list[tuple[str, str, str]]) -> None:
    """Any valid file: the line of every key starts with that key."""
    text = "".join(header.format(k=f"t{n}") + f"{key} = {value}\n" for n, (header, key, value) in enumerate(pairs))
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # a key drawn twice
        return
    from course.load.source import Source

    source, lines = Source(Path("a.toml"), data, text), text.splitlines()
    for name, value in data.items():
        for place in [(name, inner) for inner in value] if isinstance(value, dict) and name[0] == "t" else [(name,)]:
            line = source.line(*place)
            assert line is not None
            assert lines[line - 1].startswith(place[-1] + " =")
