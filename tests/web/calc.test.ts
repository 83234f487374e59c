/** The rule of docs/page.md: which mistake a set of numbers is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeCalc, parseNumber, shownAnswer, type CalcAnswer } from "../../course/publish/web/src/calc";

const ANSWERS: CalcAnswer[] = [
  {
    id: "n",
    label: "n",
    tol: 0,
    right: 61,
    mistakes: { all_buyers: 88, same_day: 61, late: 61, none: null },
  },
  { id: "k", label: "k", tol: 0, right: 13, mistakes: { all_buyers: 13, same_day: 18, late: 18, none: 13 } },
  {
    id: "rate",
    label: "rate",
    tol: 0.05,
    right: 21.3,
    mistakes: { all_buyers: 14.8, same_day: 29.5, late: 21.32, none: null },
  },
];

test("right answers pass, tolerance included at its edge", () => {
  const verdict = judgeCalc(ANSWERS, { n: 61, k: 13, rate: 21.35 });
  assert.deepEqual(verdict, { right: { n: true, k: true, rate: true }, passed: true, mistake: null });
});

test("a mistake is named when every answer on which it differs agrees with it", () => {
  const verdict = judgeCalc(ANSWERS, { n: 88, k: 13, rate: 14.8 });
  assert.equal(verdict.mistake, "all_buyers");
  assert.deepEqual(verdict.right, { n: false, k: true, rate: false });
});

test("answers on which the mistake does not differ do not matter for its name", () => {
  assert.equal(judgeCalc(ANSWERS, { n: 88, k: 99, rate: 14.8 }).mistake, "all_buyers");
});

test("no name when one telling answer disagrees", () => {
  assert.equal(judgeCalc(ANSWERS, { n: 88, k: 13, rate: 20 }).mistake, null);
});

test("no name when two mistakes fit as well", () => {
  // `late` differs within tolerance on the rate, so k alone tells it: 18 fits both.
  assert.equal(judgeCalc(ANSWERS, { n: 61, k: 18, rate: 29.5 }).mistake, null);
  assert.equal(judgeCalc(ANSWERS, { n: 61, k: 18, rate: 0 }).mistake, "late");
});

test("a mistake that gives no number is never typed, a missing answer is wrong", () => {
  assert.equal(judgeCalc(ANSWERS, { k: 13 }).mistake, null);
  assert.equal(judgeCalc(ANSWERS, { k: 13 }).passed, false);
});

test("an answer is shown with the decimals its tolerance asks for", () => {
  const shown = (right: number, tol: number) => shownAnswer({ id: "a", label: "a", right, tol });
  assert.deepEqual(
    [shown(21.311475, 0.05), shown(0.1 + 0.2, 0), shown(61, 0), shown(166.666, 0.5), shown(0.2131, 0.0005)],
    ["21.3", "0.3", "61", "167", "0.213"],
  );
});

test("numbers are read as people type them", () => {
  const typed: [string, number][] = [
    ["16.7", 16.7],
    ["16.7%", 16.7],
    ["１，２０４", 1204],
    ["1,204 人", 1204],
    ["−3", -3],
    [".5", 0.5],
    ["88.", 88],
    ["1e3", 1000],
  ];
  for (const [text, value] of typed) assert.equal(parseNumber(text), value, text);
  for (const text of ["", "abc", "1.2.3", "12-3", "一百", "%"])
    assert.ok(Number.isNaN(parseNumber(text)), text);
});
