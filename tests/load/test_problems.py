"""Every message of loading and linting: the course is damaged in one way, and the problem says where and what."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from course.load import CourseProblems, load_course, load_exercise
from course.load.lint import check
from course.load.problem import Report

Edit = Callable[[str, str | None, str], None]

X = "exercises/order-count"
TOML = f"{X}/exercise.toml"
FORMS = f"{X}/forms.yml"
CHECKS = f"{X}/checks.py"
MORE = f"{X}/wrong/one_more.py"
CASE = f"{X}/cases/hand/orders.csv"
LESSON = "chapters/basics/01-counting.md"
QUIZ = "chapters/basics/quiz.yml"
CHAPTER = "chapters/basics/chapter.toml"
CASES = "course/cases.yml"
CONTRADICTIONS = "course/contradictions.yml"
OUTLINE = "course/outline.yml"
COURSE = "course/course.toml"
LONG = "\n".join(f"a{n} = {n}" for n in range(13))


@dataclass(frozen=True)
class Damage:
    """Replacing `old` by `new` in `file` gives `fault` at `path` (the file unless said) and `line`, with `words`."""

    fault: str
    file: str
    old: str | None
    new: str
    line: int | None
    words: str
    path: str = ""

    @property
    def where(self) -> str:
        return (self.path or self.file) + (f":{self.line}: " if self.line else ": ")


D = Damage
LOAD = [
    D("load.encoding", TOML, 'title = "订单数"', "\udcff", None, "不是 UTF-8"),
    D("load.toml", TOML, "level = 1", "level = ", 5, "TOML 写法有误"),
    D("load.yaml", FORMS, "write: {}", "write: {", 24, "YAML 写法有误"),
    D("load.yaml", QUIZ, "ask: 几单？", "ask: 几单：\t: x: y", 6, "YAML 写法有误"),
    D("load.python", MORE, "return len(orders) + 1", "return len(orders", 12, "Python 语法有误"),
    D("load.python", f"{X}/starter.py", "(orders, least)", "(orders, least", 1, "Python 语法有误"),
    D("load.not_mapping", "course/claims.yml", None, "- id: C001\n", 1, "键: 值"),
    D("load.key_twice", FORMS, "    format: int", "    format: int\n    format: int", 9, "format 写了两次"),
    D("load.key_missing", TOML, "level = 1\n", "", None, "缺 level。补上，写成整数"),
    D("load.key_missing", FORMS, "    ask: 几单？\n", "", 2, "缺 ask"),
    D("load.key_empty", TOML, 'title = "订单数"', 'title = " "', 3, "title 是空的"),
    D("load.key_type", TOML, "level = 1", 'level = "1"', 5, "level 的类型不对。写成整数"),
    D("load.key_type", TOML, "level = 1", "level = true", 5, "level 的类型不对"),
    D("load.key_choice", FORMS, "format: int", "format: percent", 8, "format 不能是 percent。从这些里选：percent1"),
    D("load.key_choice", COURSE, '"calc"]', '"excel"]', 7, "forms 不能是 excel"),
    D("load.key_near", TOML, "hints", "hint", 12, "不认得的键 hint。是不是 hints"),
    D("load.key_near", LESSON, "minutes: 15", "minutes: 15\nminute: 15", 4, "是不是 minutes"),
    D("load.key_unknown", CHAPTER, 'en = "Basics"', 'en = "Basics"\ncolour = 1', 4, "不认得的键 colour"),
    D("load.key_unknown", FORMS, "write: {}", "write: {}\nxyzzy: 1", 25, "不认得的键 xyzzy"),
    D("load.key_unknown", "exercises/PLAN.toml", "[[exercises]]", "[[exercises]]\nxyzzy = 1", 4, "不认得的键 xyzzy"),
    D("load.key_unknown", "course/glossary.yml", "terms:", "xyzzy: 1\nterms:", 1, "不认得的键 xyzzy"),
    D("load.item_text", TOML, '"先筛。"', '""', 12, "hints 的第 1 项不是文字"),
    D(
        "load.item_mapping",
        QUIZ,
        "[{text: 下单}, {text: 付款}]",
        "[下单, {text: 付款}]",
        21,
        "choices 的第 1 项不是一组键值",
    ),
    D("load.item_whole", COURSE, "number = 1", 'number = 1\nafter = ["1"]', 20, "after 里有的项不是整数"),
    D("load.preset_week", COURSE, "[30, 30, 30, 30, 30, 0, 0]", "[30]", 25, "weekday_minutes 不是七个"),
    D("load.preset_week", COURSE, "[30, 30, 30, 30, 30, 0, 0]", "[30, -1, 30, 30, 30, 0, 0]", 25, "weekday_minutes"),
    D("load.schema_version", QUIZ, "schema_version: 1", "schema_version: 2", 1, "schema_version 是 2"),
    D("load.id_twice", "course/claims.yml", "claims:\n", "claims:\n  - id: C001\n", 3, "编号 C001 用了两次"),
    D("load.level", TOML, "level = 1", "level = 4", 5, "level 是 4"),
    D("load.minutes", TOML, "calc = 10", "calc = 0", 6, "calc = 0 不对"),
    D(
        "load.signature",
        TOML,
        '["order_count(orders: DataFrame, least: int) -> int"]',
        '["order_count(orders"]',
        8,
        "签名读不懂",
    ),
    D("load.wrong_title", MORE, None, "def order_count(orders, least): ...\n", 1, "错法没有标题"),
    D("load.wrong_message", MORE, "\n把 orders 的行数\n改动了，所以不对。数一遍就知道。\n", "", 1, "错法没有说明"),
    D("load.wrong_fails", MORE, "fails: test_hand\n", "", 1, "错法没有 fails"),
    D("load.key_choice", LESSON, "minutes: 15", "minutes: 15\nprepares: [fix, wrote]", 4, "prepares 不能是 wrote"),
    D("load.front_matter", LESSON, "---\ntitle", "title", 1, "没有成对的 ---"),
    D("load.fence_open", LESSON, "数行数。\n:::\n::::\n", "数行数。\n:::\n", 64, "围栏 :::: 没有收尾"),
    D(
        "load.fence_nested",
        LESSON,
        "::::{monday}",
        ":::{monday}",
        66,
        "里层围栏 ::: 会提前结束外层。外层改用更长的围栏，如 ::::",
    ),
]
FILES = [
    D("lint.stray", "exercises/notes.md", None, "x", None, "notes.md 不该在这里"),
    D("lint.stray", f"{X}/data.xlsx", None, "x", None, "data.xlsx 不该在这里"),
    D(
        "lint.stray",
        f"{X}/wrong/SameDay.py",
        None,
        '"""题\n\n话。\n\nfails: test_hand\n"""\ndef order_count(orders, least): ...',
        None,
        "SameDay.py 不该在这里",
    ),
    D("lint.stray", "chapters/basics/lesson.md", None, "x", None, "lesson.md 不该在这里"),
    D("lint.stray", "datasets/shop/members.csv.gz", None, "x", None, "members.csv.gz 不该在这里"),
    D("lint.unwritten", f"{X}/README.md", "# ", "# 〔待写：场景〕", 1, "还没写：场景"),
    D("lint.unwritten", LESSON, "数行数。", "〔待写〕", 67, "还没写：01-counting.md"),
    D(
        "lint.slug",
        "datasets/shop/dataset.toml",
        'slug = "shop"',
        'slug = "shop"',
        None,
        "文件夹名 My_Shop 不合规",
        "datasets/My_Shop",
    ),
    D("lint.chapter_no_folder", COURSE, '["basics"]', '["basics", "more"]', 3, "chapters 写了 more"),
    D("lint.chapter_not_named", COURSE, '["basics"]', "[]", None, "没有写 basics", "chapters/basics"),
    D(
        "lint.lesson_number",
        "chapters/basics/03-more.md",
        None,
        "---\ntitle: 多\nminutes: 5\nobjectives: []\nsources: []\ntables: []\nkernelspec: {}\n---\n",
        None,
        "序号是 03，按顺序应是 02",
    ),
]
REFERENCES = [
    D("lint.twice", COURSE, '["basics"]', '["basics", "basics"]', 3, "basics 用了两次"),
    D("lint.twice", QUIZ, "id: Q1.2", "id: Q1.1", 2, "Q1.1 用了两次"),
    D(
        "lint.twice",
        FORMS,
        "    - {id: n, label: 订单数, tol: 0}",
        "    - {id: n, label: 甲, tol: 0}\n    - {id: n, label: 乙, tol: 0}",
        19,
        "n 用了两次",
    ),
    D("lint.twice", CHECKS, "def test_none", "def test_hand", 16, "test_hand 用了两次"),
    D("lint.twice", LESSON, ":label: chart", ":label: by-hand", 26, "by-hand 用了两次"),
    D(
        "lint.twice",
        "exercises/PLAN.toml",
        "[[exercises]]",
        '[[exercises]]\nslug = "order-count"\n[[exercises]]',
        7,
        "order-count 用了两次",
    ),
    D("lint.unknown", TOML, 'chapter = "basics"', 'chapter = "basic"', 4, "chapter 里的 basic 没有"),
    D("lint.unknown", TOML, '["L1.1"]', '["L9.9"]', 7, "objectives 里的 L9.9 没有"),
    D("lint.unknown", TOML, "requires = []", 'requires = ["E9.9"]', 11, "requires 里的 E9.9 没有"),
    D("lint.unknown", TOML, 'dataset = "shop"', 'dataset = "shops"', 9, "dataset 里的 shops 没有"),
    D("lint.unknown", TOML, 'tables = ["orders"]', 'tables = ["orders", "visits"]', 10, "tables 里的 visits 没有"),
    D("lint.unknown", MORE, "misconception: M1.1", "misconception: M9.9", 1, "M9.9 没有"),
    D("lint.unknown", LESSON, "tables: [orders]", "tables: [visits]", 6, "tables 里的 visits 没有"),
    D("lint.unknown", LESSON, "objectives: [L1.1]", "objectives: [L1.2]", 4, "objectives 里的 L1.2 没有"),
    D(
        "lint.twice",
        "course/glossary.yml",
        "id: cohort",
        "id: order_count",
        None,
        "order_count 用了两次，另一处在 course/metrics.yml",
    ),
    D("lint.cycle", TOML, "requires = []", 'requires = ["E1.1"]', 11, "先修关系成环：E1.1 → E1.1"),
    D(
        "lint.plan_missing",
        "exercises/PLAN.toml",
        'slug = "order-count"',
        'slug = "other"',
        None,
        "没有 order-count",
        TOML,
    ),
    *(
        D("lint.unknown", COURSE, old, new, line, f"{key} 里的 {name} 没有")
        for old, new, line, key, name in [
            ('role = "specialist"', 'role = "boss"', 10, "role", "boss"),
            ('exercises = ["E1.1"]', 'exercises = ["E9.9"]', 12, "exercises", "E9.9"),
            ("sections = [1]", "sections = [9]", 13, "sections", "9"),
            ("number = 1", "number = 1\nafter = [9]", 20, "after", "9"),
            ('[ "basics" ]', '["advanced"]', 18, "chapters", "advanced"),
            ("weeks = 4", 'weeks = 4\ntrack = "fast"', 24, "track", "fast"),
            ("hours = 1\nexercises", 'hours = 1\nlessons = ["more"]\nexercises', 12, "lessons", "more"),
        ]
    ),
    D("lint.cycle", COURSE, "number = 1", "number = 1\nafter = [1]", 15, "先修关系成环：1 → 1"),
    *(
        D("lint.plan_differs", TOML, old, new, line, f"{new.split(' =')[0]} 与 PLAN.toml 不同")
        for old, new, line in [
            ('id = "E1.1"', 'id = "E1.2"', 2),
            ('title = "订单数"', 'title = "单数"', 3),
            ("level = 1", "level = 2", 5),
            ("minutes = {predict = 5", "minutes = {predict = 6", 6),
            ('tables = ["orders"]', "tables = []", 10),
        ]
    ),
]
CODE = [
    D("lint.hints", TOML, '["先筛。", "再数。"]', '["先筛。"]', 12, "提示有 1 条"),
    D("lint.title_long", MORE, "错法 one_more", "多" * 21, 1, "标题有 21 个字"),
    D("lint.fails_unknown", MORE, "fails: test_hand", "fails: test_hands", 6, "test_hands 不在 checks.py"),
    D("lint.function_missing", f"{X}/solution.py", "def order_count", "def count_orders", None, "没有函数 order_count"),
    D(
        "lint.function_parameters",
        f"{X}/starter.py",
        "orders, least",
        "orders, at_least",
        1,
        "参数是（orders, at_least）。按计划写成（orders, least）",
    ),
    D("lint.function_parameters", MORE, "orders, least", "orders", 11, "按计划写成（orders, least）"),
    D(
        "lint.import_ours",
        f"{X}/solution.py",
        "    n = 0",
        "    import course.metrics\n    n = 0",
        3,
        "不能导入 course",
    ),
    D("lint.import", CHECKS, "import pytest", "import pytest\nimport scipy.stats", 4, "不能导入 scipy"),
    D("lint.import", CHECKS, "import pytest", "import pytest\nfrom grader import checking", 4, "不能导入 grader"),
    D("lint.import", CHECKS, "import pytest", "import pytest\nfrom . import solution", 4, "不能导入 ."),
    D("lint.state", CHECKS, "LEAST = 1", "LEAST = 1\nSEEN = []", 6, "可以被改动"),
    D("lint.state", CHECKS, "LEAST = 1", "LEAST = 1\nSEEN: dict = dict(a=1)", 6, "可以被改动"),
    D("lint.state", CHECKS, "LEAST = 1", "LEAST = 1\nPAIR = (1, {2})", 6, "可以被改动"),
    D(
        "lint.global",
        CHECKS,
        "def diagnose(case, variant):\n",
        "def diagnose(case, variant):\n    global LEAST\n",
        22,
        "global",
    ),
    D("lint.cache", CHECKS, "def diagnose", "@functools.cache\ndef diagnose", 21, "缓存"),
    D(
        "lint.fixture_scope",
        CHECKS,
        "def diagnose",
        '@pytest.fixture(scope="module")\ndef diagnose',
        21,
        "scope 不是 function",
    ),
    D(
        "lint.fixture_scope",
        CHECKS,
        "def diagnose",
        "@pytest.fixture(scope=WIDE)\ndef diagnose",
        21,
        "scope 不是 function",
    ),
    D("lint.diagnose", CHECKS, "def diagnose(", "def diagnoses(", None, "没有 diagnose"),
    D("lint.diagnose", CHECKS, "diagnose(case, variant)", "diagnose(case)", 21, "没有 diagnose"),
    D("lint.no_tests", CHECKS, None, "def diagnose(case, variant): ...\n", None, "没有一个检查"),
    D("lint.docstring", CHECKS, '    """两单的手算样例。"""\n', "", 10, "test_hand 没有一行的文档串"),
    D("lint.docstring", CHECKS, "两单的手算样例。", "两单的\n    手算样例。", 10, "test_hand 没有一行的文档串"),
    D("lint.needs", CHECKS, 'needs("test_hand")', 'needs("test_hands")', 15, "test_hands 不是前面的检查"),
    D("lint.needs", CHECKS, 'needs("test_hand")', 'needs("test_none")', 15, "test_none 不是前面的检查"),
    D("lint.hint_number", CHECKS, "hint(1)", "hint(3)", 9, "第 3 条，提示共 2 条"),
    D("lint.hint_number", CHECKS, "hint(1)", "hint(0)", 9, "第 0 条"),
]
FORM = [
    D("lint.minutes_far", LESSON, "minutes: 15", "minutes: 40", 3, "minutes 写了 40 分钟，按内容估算约 15 分钟"),
    D(
        "lint.minutes_far",
        TOML,
        "calc = 10",
        "calc = 20",
        6,
        "minutes.calc 写了 20 分钟，按内容估算约 9 分钟。改到 5 与 12 之间",
    ),
    D("lint.minutes_write", TOML, "write = 15", "write = 9", 6, "写要 9 分钟。应在 10 到 40 分钟之间"),
    D("lint.minutes_missing", TOML, ", write = 15", "", 6, "minutes 里没有"),
    D("lint.minutes_extra", TOML, ", write = 15", ", write = 15, deep = 9", 6, "minutes 里有 deep"),
    D("lint.case_unknown", FORMS, "case: hand", "case: foot", 4, "没有案例 foot"),
    D("lint.case_unknown", FORMS, "  scale: 0.002", "  scale: 0.002\n  case: foot", 15, "没有案例 foot"),
    D("lint.case_unknown", f"{X}/README.md", "hand/orders", "hand/visits", 5, "没有案例 hand/visits"),
    D("lint.case_long", CASE, None, "order_id\n" + "o\n" * 13, 14, "案例有 13 行"),
    D("lint.case_width", CASE, "o2,200", "o2", 3, "这一行有 1 格，表头有 2 格"),
    D("lint.show_unknown", FORMS, "show: [orders]", "show: [visits]", 5, "案例 hand 里没有表 visits"),
    D("lint.choice_unknown", FORMS, "[solution, one_more]", "[solution, one_extra]", 9, "one_extra 不是 solution"),
    D("lint.choice_unknown", FORMS, "from: one_more", "from: one_extra", 21, "one_extra 不是 solution"),
    D("lint.choices", FORMS, "[solution, one_more]", "[one_less, one_more]", 9, "choices 要有 solution"),
    D("lint.choices", FORMS, "[solution, one_more]", "[solution, one_more, one_more]", 9, "不重复"),
    D("lint.call_unknown", FORMS, "    call: order_count\n", "    call: count\n", 6, "call 的 count 不是"),
    D(
        "lint.arg_unknown",
        FORMS,
        "    args: {least: 1}",
        "    args: {least: 1, most: 2}",
        7,
        "order_count 没有参数 most",
    ),
    D("lint.arg_missing", FORMS, "    args: {least: 1}", "    args: {}", 7, "参数 least 既不在 args 里"),
    D("lint.calc_scale", FORMS, "  scale: 0.002\n", "", 10, "scale 要大于 0"),
    D(
        "lint.answers",
        FORMS,
        "    - {id: n, label: 订单数, tol: 0}",
        "\n".join(f"    - {{id: n{n}, label: 订单数, tol: 0}}" for n in range(6)),
        17,
        "有 6 个",
    ),
    D("lint.table_unknown", FORMS, "    orders: [order_id]", "    visits: [order_id]", 16, "没有表 visits"),
    D("lint.table_unknown", f"{X}/cases/hand/visits.csv", None, "day\n", None, "没有表 visits"),
    D("lint.column_unknown", FORMS, "    orders: [order_id]", "    orders: [order]", 16, "表 orders 没有列 order"),
    D("lint.column_unknown", CASE, "order_id,paid_fen", "order_id,paid", 1, "表 orders 没有列 paid"),
    D("lint.fix_was", FORMS, 'was: "    return len(orders) + 1"', 'was: "    return orders"', 22, "出现 0 次"),
    D("lint.fix_was", FORMS, 'was: "    return len(orders) + 1"', 'was: "orders"', 22, "出现 2 次"),
    D(
        "lint.fix_line",
        FORMS,
        'line: "    return len(orders)"',
        'line: "    return len(orders"',
        23,
        "不是合法的 Python",
    ),
]
CARDS = [
    D("load.key_choice", CASES, "stance: 正", "stance: 好", 8, "stance 不能是 好"),
    D("load.key_empty", CASES, "missing: 基线。", "missing: ''", 10, "missing 是空的"),
    D("lint.unknown", CASES, "claims: [C001]", "claims: [C999]", 7, "claims 里的 C999"),
    D("lint.unknown", CASES, "chapters: [basics]", "chapters: [advanced]", 5, "chapters 里的 advanced"),
    D("lint.reference", CASES, "[[order_count]]", "[[orders]]", 11, "没有编号 orders"),
    D("lint.twice", CASES, "id: K1", "id: C001", None, "C001 用了两次"),
    D("lint.unknown", CONTRADICTIONS, "claims: [C001]", "claims: [C999]", 5, "claims 里的 C999"),
    D("load.key_empty", CONTRADICTIONS, "lesson: 先问基线。", "lesson: ''", 6, "lesson 是空的"),
]
SOURCES = [
    D("lint.unknown", LESSON, "sources: [S1.1]", "sources: [S1.9]", 5, "sources 里的 S1.9"),
    D("lint.unknown", CHAPTER, 'sources = ["S1.1"]', 'sources = ["S9"]', 5, "sources 里的 S9"),
    D("lint.unknown", TOML, 'sources = ["S1.1"]', 'sources = ["S1.9"]', 14, "sources 里的 S1.9"),
    D("lint.unknown", "exercises/PLAN.toml", 'sources = ["S1.1"]', 'sources = ["S1.9"]', 15, "sources 里的 S1.9"),
    D("lint.unknown", CASES, "sources: [S1.1]", "sources: [S1.9]", 6, "sources 里的 S1.9"),
    D("lint.unknown", "course/claims.yml", "outline: S1.1", "outline: S1.9", 4, "outline 里的 S1.9"),
    D("load.key_choice", OUTLINE, "marks: [case]", "marks: [big]", 4, "marks 不能是 big"),
    D("load.id_twice", OUTLINE, "id: S1,", "id: S1.1,", 4, "S1.1 用了两次"),
]
LESSONS = [
    D("lint.reference", LESSON, "[[order_count]]", "[[orders_count]]", 34, "没有编号 orders_count"),
    *(
        D("lint.reference", LESSON, f":::{{{name}}} {old}", f":::{{{name}}} {new}", line, f"没有编号 {new}")
        for name, old, new, line in [
            ("mistake", "E1.1:one_more", "E1.1:one", 44),
            ("claim", "C001", "C002", 48),
            ("define", "order_count", "orders", 52),
            ("practice", "E1.1", "E1.9", 55),
            ("quiz", "Q1.1", "Q9.9", 58),
            ("case", "K1", "K9", 71),
        ]
    ),
    D("lint.reference", QUIZ, "见 [[order_count]]", "见 [[orders]]", 10, "没有编号 orders"),
    D("lint.eval", LESSON, "{eval}`1 / 2`", "{eval}`1 /`", 34, "不是一个 Python 表达式：1 /"),
    D("lint.figure", LESSON, "常有人多数。", "常有人多数。\n多数 12.5%。", 46, "“12.5%”既不是算出来的"),
    D("lint.hand", LESSON, ":tags: [assert]", ":tags: [show]", 16, "手算块后面的第一个代码格"),
    D("lint.hand", LESSON, "assert 1 / 2 == 0.5", "1 / 2 == 0.5", 16, "手算块"),
    D("lint.directive", LESSON, ":::{scene}", ":::{note}", 12, "不认得的块 note"),
    D("lint.directive", f"{X}/README.md", "{case-table} hand/orders", "{note} hand/orders", 5, "不认得的块 note"),
    D("lint.argument", LESSON, ":::{claim} C001", ":::{claim}", 48, "claim 块没有写"),
    D("lint.workfile", LESSON, ":::{workfile} weekly", ":::{workfile} daily", 61, "files/ 里没有 daily"),
    D("lint.table_unknown", LESSON, "orders:order_id,paid_fen", "visits:day", 66, "没有表 visits"),
    D("lint.column_unknown", LESSON, "orders:order_id,paid_fen", "orders:paid", 66, "表 orders 没有列 paid"),
    D("lint.guess", LESSON, "- [ ] 一单", "- [x] 一单", 36, "猜一猜"),
    D("lint.guess", LESSON, "- [x] 两单\n---\n", "- [x] 两单\n", 36, "猜一猜"),
    D("lint.case", LESSON, "---\n可以写：两单。", "可以写：两单。", 71, "案例块要写两段"),
    D("lint.cell_nested", LESSON, "常有人多数。", "```{code-cell} python\n1\n```", 45, "写在 mistake 块里面"),
    D("lint.tag", LESSON, ":tags: [chart]", ":tags: [chart, big]", 26, "不认得的标签 big"),
    D("lint.cell_option", LESSON, ":alt: 每周订单", ":alt: 每周订单\n:height: 3", 26, "不认得的选项 height"),
    D(
        "lint.cell_long",
        LESSON,
        "退款率 {eval}",
        f"```{{code-cell}} python\n{LONG}\n```\n退款率 {{eval}}",
        34,
        "代码格有 13 行",
    ),
    D("lint.cell_python", LESSON, "\n1 + 1\n", "\n1 +\n", 26, "代码格不是合法的 Python"),
    D("lint.chart", LESSON, ":alt: 每周订单\n", "", 26, "图没有 alt"),
    D("lint.chart", LESSON, ":caption: 合成数据\n", "", 26, "图没有 caption"),
]
QUESTIONS = [
    D(
        "lint.quiz_lesson",
        QUIZ,
        "    lesson: counting\n    kind: single",
        "    lesson: count\n    kind: single",
        4,
        "写了 count，这一章没有",
    ),
    D("lint.quiz_single", QUIZ, "why: 多数了一单。", "why: 多数了一单。, right: true", 7, "现在有 2 个"),
    D("lint.quiz_multiple", QUIZ, "{text: 已付, right: true}", "{text: 已付}", 15, "Q1.2 是多选，没有对的选项"),
    D("lint.quiz_ordering", QUIZ, "{text: 下单}", "{text: 下单, right: true}", 21, "Q1.3 是排序"),
    D("lint.quiz_choices", QUIZ, "[{text: 下单}, {text: 付款}]", "[{text: 下单}]", 21, "Q1.3 的选项不到两个"),
    D("lint.quiz_single", QUIZ, "{text: 没错}", "{text: 没错, right: true}", 36, "对的选项，现在有 2 个"),
    D("lint.quiz_chart", QUIZ, "chart: chart", "chart: by-hand", 34, "这一课没有这张图"),
    D("lint.quiz_mistake", QUIZ, "mistake: M1.1", "mistake: M9.9", 15, "M9.9，没有这个错法"),
    D("lint.quiz_cites", QUIZ, "见 [[order_count]]。", "数就知道。", 10, "Q1.1 的 explain 没有引用"),
]
DAMAGES = [*LOAD, *FILES, *REFERENCES, *CODE, *FORM, *CARDS, *SOURCES, *LESSONS, *QUESTIONS]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.fault)
def test_damage(damage: Damage, root: Path, edit: Edit, faults: list[str]) -> None:
    if damage.fault == "load.encoding":
        (root / damage.file).write_bytes(b"\xff\xfe\x00")
    elif damage.fault == "lint.slug":
        (root / "datasets" / "My_Shop").mkdir()
        (root / "datasets" / "My_Shop" / "dataset.toml").write_text((root / damage.file).read_text("utf-8"), "utf-8")
    else:
        edit(damage.file, damage.old, damage.new)
    problems = [str(problem) for problem in check(root)]
    assert damage.fault in faults, problems
    assert any(text.startswith(damage.where) and damage.words in text for text in problems), problems


@pytest.mark.parametrize(
    "name",
    [
        f"{X}/README.md",
        f"{X}/solution.py",
        TOML,
        FORMS,
        "exercises/PLAN.toml",
        CHAPTER,
        QUIZ,
        "course/claims.yml",
        "datasets/shop/dataset.toml",
        "datasets/shop/orders.csv.gz",
    ],
)
def test_missing_file(name: str, root: Path) -> None:
    (root / name).unlink()
    assert f"{name}: 缺文件 {Path(name).name}。补上它。" in [str(problem) for problem in check(root)]


def test_fewer_than_four_mistakes(root: Path) -> None:
    (root / X / "wrong" / "twice.py").unlink()
    assert [str(problem) for problem in check(root)] == [f"{X}/wrong: 错法有 3 个。至少写 4 个 wrong/*.py。"]


def test_without_an_outline_sources_are_free(root: Path) -> None:
    (root / "course/outline.yml").unlink()
    assert check(root) == []


def test_a_longer_cycle_is_told_in_order(root: Path, edit: Edit) -> None:
    for path in sorted((root / X).rglob("*")):
        if path.is_file():
            edit(str(path.relative_to(root)).replace("order-count", "second"), None, path.read_text("utf-8"))
    edit(f"{X}/exercise.toml", "requires = []", 'requires = ["E1.2"]')
    edit("exercises/second/exercise.toml", 'id = "E1.1"', 'id = "E1.2"')
    edit("exercises/second/exercise.toml", "requires = []", 'requires = ["E1.1"]')
    told = "\n".join(str(problem) for problem in check(root))
    assert "先修关系成环：E1.1 → E1.2 → E1.1" in told or "先修关系成环：E1.2 → E1.1 → E1.2" in told


def test_own_data_stands_in_for_a_dataset(root: Path, edit: Edit) -> None:
    for name in (TOML, "exercises/PLAN.toml"):
        edit(name, 'dataset = "shop"', 'dataset = ""')
    assert any("tables 里的 orders 没有" in str(problem) for problem in check(root))
    before = load_exercise(root / X).version
    for name in ("dataset.toml", "tables.py", "orders.csv"):
        edit(f"{X}/data/{name}", None, "")
    assert check(root) == []
    exercise = load_exercise(root / X)
    assert exercise.dataset_folder == root / X / "data"
    assert exercise.version != before


def test_own_arguments_free_the_call(root: Path, edit: Edit) -> None:
    edit(FORMS, "    args: {least: 1}", "    args: {asof: 2026-03-01}")
    assert len(check(root)) == 2
    edit(CHECKS, "def diagnose", "def form_args(tables, args):\n    return ()\n\n\ndef diagnose")
    assert check(root) == []
    assert load_exercise(root / X).forms.predict[0].args == {"asof": "2026-03-01"}


def test_several_problems_in_one_go_and_in_order(root: Path, edit: Edit) -> None:
    edit(TOML, "level = 1", "level = 7")
    edit(TOML, 'title = "订单数"', 'title = ""')
    edit(CHAPTER, 'en = "Basics"', "en = 1")
    with pytest.raises(CourseProblems) as caught:
        load_course(root)
    assert [(p.path.as_posix(), p.line) for p in caught.value.problems] == [(CHAPTER, 3), (TOML, 3), (TOML, 5)]


def test_an_unreadable_course_toml_still_tells_the_rest(root: Path, edit: Edit) -> None:
    edit(COURSE, "schema_version =", "schema_version")
    edit(TOML, "level = 1", "level = 7")
    assert [p.path.as_posix() for p in check(root)] == [COURSE, TOML]


def test_load_exercise_tells_an_unknown_dataset_and_folder(root: Path) -> None:
    (root / "datasets" / "shop").rename(root / "datasets" / "store")
    with pytest.raises(CourseProblems, match=r"datasets/ 里没有 shop"):
        load_exercise(root / X, root)
    with pytest.raises(CourseProblems, match="没有这个文件夹"):
        load_exercise(root / "exercises" / "none", root)


def test_every_message_is_tried() -> None:
    """A message nobody can provoke is dead, one without a case here is unproved."""
    messages = tomllib.loads(resources.files("course").joinpath("messages.toml").read_text("utf-8"))
    written = {f"{part}.{key}" for part in ("load", "lint") for key in messages[part] if key != "kind"}
    elsewhere = {"load.missing", "load.no_root", "load.no_folder", "load.no_dataset", "lint.mistakes_few"}
    assert written == {damage.fault for damage in DAMAGES} | elsewhere


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the faults noted."""
    names: list[str] = []
    add = Report.add

    def heard(self: Report, fault: str, /, *place: Any, **values: Any) -> None:
        names.append(fault)
        add(self, fault, *place, **values)

    monkeypatch.setattr(Report, "add", heard)
    return names
