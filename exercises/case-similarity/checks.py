"""E1.6 案例相似度的检查。"""

import itertools

import pytest

TEXTS = (
    "复购率提升 15%。",
    "复购率提升30%",
    "某店三周建群 12 个，退群 3.5%。",
    "某店三周建群８个；退群１１％！",
    "老客带新客",
    "新客带老客",
    "5%",
    "",
)


def flagged(module, tables, n=2, tau=0.4):
    """`flag_templates` of `module` on a case or a variant."""
    return module.flag_templates(tables["case_texts"], n, tau)


@pytest.mark.points(2)
@pytest.mark.hint(3)
def test_hand(submission, expect):
    """“复购率提升 15%。”与“转化率提升 20%。”按两字一片：都有 3 片，合起来 7 片，3 ÷ 7。"""
    expect(submission.case_similarity("复购率提升 15%。", "转化率提升 20%。", 2), 3 / 7)


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_mask(submission, expect):
    """只换了数的两句是 1：15 与 3.5 各遮成一个 #，不论几位。"""
    for other in ("复购率提升 8%", "复购率提升 3.5%", "复购率提升 120%"):
        expect(submission.case_similarity("复购率提升 15%", other, 2), 1.0, note=other)


@pytest.mark.hint(2)
def test_plain(submission, expect):
    """标点、空白、全角半角不算：写法不同的同一句是 1。"""
    expect(submission.case_similarity("三周建群 12 个，退群 3 人。", "三周建群12个;退群3人", 2), 1.0, note="标点与空白")
    expect(submission.case_similarity("退群３人，ＶＩＰ 卡", "退群 3 人：VIP卡", 2), 1.0, note="全角")


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_order_of_signs(submission, expect):
    """“老客带新客”与“新客带老客”用字一样，次序不同：n=1 是 1，n=2 是 3 ÷ 5，n=3 是 0。"""
    for n, want in ((1, 1.0), (2, 0.6), (3, 0.0)):
        expect(submission.case_similarity("老客带新客", "新客带老客", n), want, note=f"n={n}")


@pytest.mark.hint(1)
def test_repeats(submission, expect):
    """重复的片段只算一个：“好好好好”与“好好”按两字一片是 1。"""
    expect(submission.case_similarity("好好好好", "好好", 2), 1.0)


@pytest.mark.hint(3)
def test_empty(submission, expect):
    """两段都没有片段是 0，不是 1；一段没有也是 0；不足 n 字就没有片段。"""
    for a, b, n in (("", "", 2), ("。！", "", 2), ("茶", "茶", 2), ("复购率提升", "", 2)):
        expect(submission.case_similarity(a, b, n), 0.0, note=f"“{a}”与“{b}”，n={n}")


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_flag_hand(submission, case, expect):
    """五行手算样例，n=2、tau=0.4：三对，编号小的在前，群规那一行不看。"""
    want = [("c1", "c2", 1.0), ("c1", "c3", 3 / 7), ("c2", "c3", 3 / 7)]
    expect(flagged(submission, case("hand")), want)


@pytest.mark.hint(4)
def test_threshold(submission, case, expect):
    """相似度恰等于 tau 的一对要留下；tau 是 1 时只剩一模一样的。"""
    expect(flagged(submission, case("odd"), tau=0.6), [("t10", "t9", 1.0), ("t3", "t4", 0.6)])
    expect(flagged(submission, case("odd"), tau=1), [("t10", "t9", 1.0)], note="tau=1")


@pytest.mark.hint(4)
def test_few_rows(submission, case, expect):
    """空表、只有一篇案例，都是空列表。"""
    rows = case("hand")["case_texts"]
    expect(submission.flag_templates(rows.iloc[:0], 2, 0.4), [], note="空表")
    expect(submission.flag_templates(rows.iloc[[0, 4]], 2, 0.4), [], note="一篇案例")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(3)
def test_symmetric(submission, expect):
    """两段对调，相似度不变；都在 0 与 1 之间。"""
    for a, b in itertools.combinations(TEXTS, 2):
        one, other = submission.case_similarity(a, b, 2), submission.case_similarity(b, a, 2)
        expect(one, other, note=f"“{a}”与“{b}”")
        expect(0 <= one <= 1, True, note=f"“{a}”与“{b}”")


@pytest.mark.needs("test_flag_hand")
@pytest.mark.hint(4)
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    rows = case("hand")["case_texts"].iloc[[3, 1, 4, 2, 0]]
    rows.index = [0] * len(rows)
    expect(submission.flag_templates(rows, 2, 0.4), [("c1", "c2", 1.0), ("c1", "c3", 3 / 7), ("c2", "c3", 3 / 7)])


@pytest.mark.points(2)
@pytest.mark.needs("test_flag_hand")
@pytest.mark.hidden
def test_sample(submission, solution, dataset, expect):
    """青禾茶事数据里的四十篇案例上，n=2、tau=0.75 的各对与参考解一致。"""
    tables = {"case_texts": dataset("case_texts")}
    expect(flagged(submission, tables, tau=0.75), flagged(solution, tables, tau=0.75))


@pytest.mark.points(2)
@pytest.mark.needs("test_hand", "test_flag_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的案例上，n 取 2 与 4，结果与参考解一致。"""
    for tables in variants:
        for n, tau in ((2, 0.7), (4, 0.8)):
            expect(flagged(submission, tables, n, tau), flagged(solution, tables, n, tau), note=f"n={n}，tau={tau}")


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for a, b, n in (
        ("复购率提升 15%。", "转化率提升 20%。", 2), ("复购率提升 15%", "复购率提升 120%", 2),
        ("退群 3 人", "退群 3.5 人", 2), ("三周建群 12 个，退群 3 人。", "三周建群12个;退群3人", 2),
        ("退群３人，ＶＩＰ 卡", "退群 3 人：VIP卡", 2), ("老客带新客", "新客带老客", 2), ("好好好好", "好好", 2),
        ("", "", 2), ("茶", "茶", 2), ("复购率提升", "", 2),
    ):  # fmt: skip
        yield "case_similarity", (a, b, n)
    for name, tau in (("hand", 0.4), ("hand", 3 / 7), ("odd", 0.6), ("odd", 1), ("hand", 0)):
        yield "flag_templates", (case(name)["case_texts"], 2, tau)
    yield "flag_templates", (case("hand")["case_texts"].iloc[:0], 2, 0.4)
    yield "flag_templates", (variant["case_texts"], 3, 0.8)
