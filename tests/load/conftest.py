"""A minimal course without a fault, for tests to damage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

TEXT = "先数人，再数单。"  # as often as the declared minutes ask for
FILES = {
    "course/course.toml": """schema_version = 1
title = "小课"
chapters = ["basics"]

[roles.specialist]
title = "运营专员"
forms = ["predict", "calc"]

[presets.tracks.specialist]
role = "specialist"
hours = 1
exercises = ["E1.1"]
capstone = {title = "一节", sections = [1], hours = 1}

[[presets.sections]]
title = "背景"
minutes = 60
chapters = [ "basics" ]
number = 1

[presets.paces.slow]
title = "慢"
weeks = 4
week_minutes = 150
weekday_minutes = [30, 30, 30, 30, 30, 0, 0]
""",
    "course/claims.yml": "claims:\n  - id: C001\n    claim: 复购提升三成\n    outline: S1.1\n",
    "course/laws.yml": "entries:\n  - id: LAW-PIPL-13\n    law_zh: 个人信息保护法\n",
    "course/metrics.yml": "metrics:\n  - id: order_count\n    zh: 订单数\n",
    "course/outline.yml": "schema_version: 1\nitems:\n  - {id: S1, text: 数}\n  - {id: S1.1, text: 订单, marks: [case]}\n",
    "course/cases.yml": """schema_version: 1
cases:
  - id: K1
    title: 小店复购
    chapters: [basics]
    sources: [S1.1]
    claims: [C001]
    stance: 正
    facts: 材料说复购提升三成。
    missing: 基线。
    analysis: 见 [[order_count]]。
""",
    "course/contradictions.yml": """schema_version: 1
contradictions:
  - id: X1
    title: 三成
    claims: [C001]
    lesson: 先问基线。
""",
    "course/glossary.yml": "terms:\n  - id: cohort\n    zh: 同期群\n",
    "datasets/shop/dataset.toml": """schema_version = 1
slug = "shop"
title = "小店"
brand = "小店"
synthetic = true
licence = "CC-BY-4.0"
origin = "手写"
timezone = "Asia/Shanghai"
window_start = "2025-01-01"
window_end = "2026-01-01"
main_seed = 1

[tables.orders]
zh = "订单"
description = "一行是一单"
key = ["order_id"]
rows = 10

[tables.orders.columns]
order_id = {type = "str", zh = "订单号"}
paid_fen = {type = "int", zh = "实付", unit = "分"}
""",
    "datasets/shop/orders.csv.gz": "",
    "chapters/basics/chapter.toml": """schema_version = 1
title = "基础"
en = "Basics"
summary = "数清楚。"
sources = ["S1.1"]

[[objectives]]
id = "L1.1"
verb = "应用"
text = "数订单。"

[[misconceptions]]
id = "M1.1"
text = "把退款也算进去。"
""",
    "chapters/basics/quiz.yml": """schema_version: 1
questions:
  - id: Q1.1
    lesson: counting
    kind: single
    ask: 几单？
    choices:
      - {text: 两单, right: true}
      - {text: 三单, mistake: "E1.1:one_more", why: 多数了一单。}
    explain: 见 [[order_count]]。
  - id: Q1.2
    lesson: counting
    kind: multiple
    ask: 哪些要数？
    choices: [{text: 已付, right: true}, {text: 已取消, mistake: M1.1}]
    explain: 见 [[E1.1]]。
  - id: Q1.3
    lesson: counting
    kind: ordering
    ask: 先后次序？
    choices: [{text: 下单}, {text: 付款}]
    explain: 见 [[C001]]。
  - id: Q1.4
    lesson: counting
    kind: numeric
    ask: 平均几分？
    answer: 1.5
    tol: 0.1
    unit: 分
    explain: 见 [[LAW-PIPL-13]]。
  - id: Q1.5
    lesson: counting
    kind: fault
    chart: chart
    ask: 图错在哪？
    choices: [{text: 轴没有从 0 起, right: true}, {text: 没错}]
    explain: 见 [[K1]]。
""",
    "chapters/basics/files/weekly.csv": "周,订单\n",
    "chapters/basics/01-counting.md": """---
title: 数订单
minutes: 15
objectives: [L1.1]
sources: [S1.1]
tables: [orders]
kernelspec: {name: python3, display_name: Python 3}
---

# 数订单

:::{scene}
老板问：上周几单？
:::

:::{hand} 两行
两单，退款率 50%。
:::

```{code-cell} python
:label: by-hand
:tags: [assert]
assert 1 / 2 == 0.5
```

```{code-cell} python
:label: chart
:tags: [chart]
:alt: 每周订单
:caption: 合成数据
1 + 1
```

退款率 {eval}`1 / 2`，见 [[order_count]]、[[E1.1:one_more]]、[[cohort]]。区间取 {lit}`95%`。据称提升三成（[[C001]]）。

:::{guess} how-many
几单？
- [ ] 一单
- [x] 两单
---
数一数。
:::

:::{mistake} E1.1:one_more
常有人多数。
:::

:::{claim} C001
条件不足。
:::

:::{define} order_count
:::

:::{practice} E1.1
:::

:::{quiz} Q1.1 Q1.2
:::

:::{workfile} weekly
:::

::::{monday}
- 看订单数。
:::{sheet} orders:order_id,paid_fen
数行数。
:::
::::

:::{case} K1
算出两单。"""
    + 375 * TEXT
    + """

---
可以写：两单。
:::
""",
    "exercises/PLAN.toml": """schema_version = 1

[[exercises]]
id = "E1.1"
slug = "order-count"
title = "订单数"
chapter = "basics"
level = 1
minutes = {predict = 5, calc = 10, fix = 5, write = 15}
objectives = ["L1.1"]
functions = ["order_count(orders: DataFrame, least: int) -> int"]
dataset = "shop"
tables = ["orders"]
requires = []
sources = ["S1.1"]
mistakes = ["多数一单"]
brief = "数行数。"
""",
    "exercises/order-count/exercise.toml": """schema_version = 1
id = "E1.1"
title = "订单数"
chapter = "basics"
level = 1
minutes = {predict = 5, calc = 10, fix = 5, write = 15}
objectives = ["L1.1"]
functions = ["order_count(orders: DataFrame, least: int) -> int"]
dataset = "shop"
tables = ["orders"]
requires = []
hints = ["先筛。", "再数。"]
out_of_scope = []
sources = ["S1.1"]
variant_scale = 0.02
""",
    "exercises/order-count/README.md": "# 订单数\n\n数行数。\n\n```{case-table} hand/orders\n```\n" + 160 * TEXT,
    "exercises/order-count/starter.py": 'def order_count(orders, least):\n    """实付不低于 least 分的订单数。"""\n',
    "exercises/order-count/solution.py": '''def order_count(orders, least):
    """实付不低于 least 分的订单数。"""
    n = 0
    for row in orders.itertuples():
        if row.paid_fen < least:
            continue
        n += 1
    if n < 0:
        raise ValueError(n)
    return int(n)
''',
    "exercises/order-count/checks.py": '''"""E1.1 的检查。"""

import pytest

LEAST = 1


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_hand(submission, case, expect):
    """两单的手算样例。"""
    expect(submission.order_count(case("hand")["orders"], LEAST), 2)


@pytest.mark.needs("test_hand")
def test_none(submission, case, expect):
    """没有订单时是 0。"""
    expect(submission.order_count(case("hand")["orders"].head(0), LEAST), 0)


def diagnose(case, variant):
    yield "order_count", (case("hand")["orders"], LEAST)
    yield "order_count", (case("hand")["orders"].head(0), LEAST)
''',
    "exercises/order-count/forms.yml": """predict:
  - id: p1
    ask: 几单？
    case: hand
    show: [orders]
    call: order_count
    args: {least: 1}
    format: int
    choices: [solution, one_more]
calc:
  ask: 数一数。
  call: order_count
  args: {least: 1}
  scale: 0.002
  columns:
    orders: [order_id]
  answers:
    - {id: n, label: 订单数, tol: 0}
  steps: [数行数。, 再数一遍。, 填上。]
fix:
  from: one_more
  was: "    return len(orders) + 1"
  line: "    return len(orders)"
write: {}
""",
    "exercises/order-count/cases/hand/orders.csv": "order_id,paid_fen\no1,100\no2,200\n",
}

WRONG = '''"""{title}

把 orders 的行数
改动了，所以不对。数一遍就知道。

fails: test_hand
misconception: M1.1
"""


def order_count(orders, least):
    return {value}
'''
MISTAKES = {"one_more": "len(orders) + 1", "one_less": "len(orders) - 1", "twice": "2 * len(orders)", "always_one": "1"}
FILES |= {
    f"exercises/order-count/wrong/{slug}.py": WRONG.format(title=f"错法 {slug}", value=value)
    for slug, value in MISTAKES.items()
}

Edit = Callable[[str, str | None, str], None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The root of a course without a fault."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def edit(root: Path) -> Edit:
    """`edit(path, old, new)` replaces the one `old` of a file; `old` None writes the whole file."""

    def change(name: str, old: str | None, new: str) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if old is not None:
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
            new = text.replace(old, new)
        path.write_text(new, encoding="utf-8")

    return change
