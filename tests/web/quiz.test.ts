/** Judging quiz answers of every kind. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeQuestion, pickedMistake, type Question } from "../../course/publish/web/src/quiz_judge";

const mistake = { id: "E3.4:same_day", title: "把同一天的两单当成复购" };

test("single and multiple: exactly the right choices", () => {
  const question: Question = {
    id: "Q",
    kind: "multiple",
    choices: [
      { text: "a", right: true },
      { text: "b", mistake },
      { text: "c", right: true },
    ],
  };
  assert.equal(judgeQuestion(question, [0, 2]), true);
  assert.equal(judgeQuestion(question, [0]), false);
  assert.equal(judgeQuestion(question, [0, 1, 2]), false);
  assert.deepEqual(pickedMistake(question, [0, 1]), mistake);
  assert.equal(pickedMistake(question, [0, 2]), null);
});

test("fault: one right choice, and a wrong one is named", () => {
  const question: Question = { id: "Q", kind: "fault", choices: [{ text: "a", mistake }, { text: "b", right: true }] };
  assert.equal(judgeQuestion(question, [1]), true);
  assert.equal(judgeQuestion(question, [0]), false);
  assert.deepEqual(pickedMistake(question, [0]), mistake);
});

test("numeric: within tolerance, edge included", () => {
  const question: Question = { id: "Q", kind: "numeric", answer: 166.7, tol: 0.1 };
  assert.equal(judgeQuestion(question, [166.8]), true);
  assert.equal(judgeQuestion(question, [166.81]), false);
  assert.equal(judgeQuestion(question, [Number.NaN]), false);
});

test("ordering: the places count; equal texts may change places", () => {
  const question: Question = {
    id: "Q",
    kind: "ordering",
    choices: [{ text: "a" }, { text: "b" }, { text: "b" }],
    order: [2, 0, 1],
  };
  assert.equal(judgeQuestion(question, [2, 0, 1]), true);
  assert.equal(judgeQuestion(question, [1, 0, 2]), true);
  assert.equal(judgeQuestion(question, [0, 1, 2]), false);
});
