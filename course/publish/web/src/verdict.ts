/** A Result as a reader sees it: what went wrong first and by name, then what to mend, then what already works. */
import type { Desk } from "./desk";
import { button, el, prose, trusted } from "./dom";
import type { CheckResult, DiffRow, Result, TableDiff } from "./engine";
import { mistakeName, type Exercise } from "./exercise";
import { icon, type IconName } from "./icons";
import { explainError, say } from "./messages";
import { namedMistake } from "./named_mistake";

const DIFF_ROWS = 12;
const ICONS: Record<CheckResult["status"], IconName> = {
  passed: "tick",
  failed: "cross",
  skipped: "wait",
  error: "wait",
};

export function verdictView(result: Result, desk: Desk): { node: HTMLElement; spoken: string } {
  const of = byStatus(result.checks);
  const headline = summary(result, of("failed").length);
  const node = el(
    "div",
    { "data-status": result.status },
    result.load ? loadView(result.load) : null,
    result.misconception ? mistakeView(result.misconception, desk.exercise) : null,
    headlineView(result, headline),
    checkList([...of("error"), ...of("failed")], desk),
    of("passed").length ? passedFold(of("passed"), desk, result.status === "passed") : null,
    checkList(of("skipped"), desk),
  );
  const spoken = result.misconception
    ? `${headline}。${say("verdict.named")}：${result.misconception.title}`
    : headline;
  return { node, spoken };
}

/** The checks that have ended of a verdict under way. */
export function endedView(ended: readonly CheckResult[], all: number, desk: Desk): HTMLElement {
  const of = byStatus(ended);
  return el(
    "div",
    { "data-status": "running" },
    el("p", { class: "siyu-headline" }, el("strong", {}, say("verdict.running", { n: ended.length, all }))),
    checkList([...of("error"), ...of("failed")], desk),
    of("passed").length ? passedFold(of("passed"), desk, false) : null,
  );
}

function byStatus(checks: readonly CheckResult[]): (status: CheckResult["status"]) => CheckResult[] {
  return (status) => checks.filter((check) => check.status === status);
}

function summary(result: Result, failed: number): string {
  if (result.status === "failed") return say("verdict.failed", { n: failed });
  return say(result.status === "passed" ? "verdict.passed" : "verdict.error");
}

function headlineView(result: Result, headline: string): HTMLElement {
  const points =
    result.points === null ? null : say("verdict.points", { points: result.points, max: result.max_points });
  return el(
    "p",
    { class: "siyu-headline" },
    result.status === "passed" ? icon("sprout") : null,
    el("strong", {}, headline),
    points ? el("span", { class: "siyu-points" }, points) : null,
  );
}

function loadView(load: NonNullable<Result["load"]>): HTMLElement {
  const where = load.line === null ? "" : say("verdict.load_line", { line: load.line });
  const title = [say("verdict.load"), where].filter(Boolean).join(" · ");
  const plain = explainError(load.kind);
  return el(
    "section",
    { class: "siyu-error" },
    el("p", { class: "siyu-error-name" }, el("strong", {}, title)),
    prose(load.message),
    plain ? el("p", {}, plain) : null,
  );
}

/** The page's own telling of the mistake has its links and markup; the result's is the fallback. */
function mistakeView(mistake: NonNullable<Result["misconception"]>, exercise: Exercise): HTMLElement {
  const told = exercise.mistakes[mistakeName(mistake.id)];
  return namedMistake(mistake.title, told ? trusted("div", told.message) : prose(mistake.message));
}

function passedFold(checks: readonly CheckResult[], desk: Desk, open: boolean): HTMLElement {
  const fold = el(
    "details",
    { class: "siyu-fold" },
    el("summary", {}, say("verdict.passed_fold", { n: checks.length })),
  );
  fold.open = open;
  fold.append(checkList(checks, desk) ?? "");
  return fold;
}

function checkList(checks: readonly CheckResult[], desk: Desk): HTMLElement | null {
  return checks.length
    ? el("ul", { class: "siyu-checks" }, ...checks.map((check) => checkView(check, desk)))
    : null;
}

function checkView(check: CheckResult, desk: Desk): HTMLElement {
  const waits = check.status === "skipped" ? check.message || say("verdict.waits") : check.message;
  const hint = check.status === "failed" ? check.hint : null;
  return el(
    "li",
    { class: "siyu-check", "data-status": check.status },
    icon(ICONS[check.status]),
    el("span", { class: "siyu-sr" }, say(`verdict.check_${check.status}`)),
    el(
      "div",
      {},
      el("p", { class: "siyu-sentence" }, check.sentence),
      check.status === "passed" ? null : el("div", { class: "siyu-message" }, prose(waits)),
      check.table ? rowsTable(check.table) : check.diff?.length ? diffTable(check.diff) : null,
      hint ? button("siyu-quiet", say("verdict.see_hint", { n: hint }), () => desk.offerHint(hint)) : null,
    ),
    el(
      "span",
      { class: "siyu-points" },
      say("verdict.points", { points: check.points, max: check.max_points }),
    ),
  );
}

function diffTable(rows: readonly DiffRow[]): HTMLElement {
  const head = [say("verdict.diff_where"), say("verdict.diff_got"), say("verdict.diff_want")];
  const body = rows
    .slice(0, DIFF_ROWS)
    .map(({ where, got, want }) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, where),
        el("td", { class: "siyu-differs" }, got),
        el("td", { class: want === null ? "siyu-withheld" : "" }, want ?? say("verdict.diff_hidden")),
      ),
    );
  const table = el(
    "table",
    { class: "siyu-table siyu-diff" },
    el("caption", { class: "siyu-sr" }, say("verdict.diff_caption")),
    el("thead", {}, el("tr", {}, ...head.map((word) => el("th", { scope: "col" }, word)))),
    el("tbody", {}, ...body),
  );
  const more =
    rows.length > DIFF_ROWS
      ? el("p", { class: "siyu-note" }, say("verdict.more", { n: rows.length - DIFF_ROWS }))
      : null;
  return el("div", { class: "siyu-scroll" }, table, more);
}

/** Two tables in one: what was given, and under each cell that differs what it should be. */
function rowsTable({ columns, rows }: TableDiff): HTMLElement {
  const head = [say("verdict.table_row"), ...columns].map((name) => el("th", { scope: "col" }, name));
  const body = rows.map((row) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, String(row.row)),
      ...row.got.map((got, at) => (row.differs[at] ? differingCell(got, row.want[at] ?? "") : el("td", {}, got))),
    ),
  );
  const table = el(
    "table",
    { class: "siyu-table siyu-diff" },
    el("caption", { class: "siyu-sr" }, say("verdict.diff_caption")),
    el("thead", {}, el("tr", {}, ...head)),
    el("tbody", {}, ...body),
  );
  return el("div", { class: "siyu-scroll", tabindex: "0" }, table);
}

function differingCell(got: string, want: string): HTMLElement {
  return el(
    "td",
    { class: "siyu-differs" },
    el("span", { class: "siyu-sr" }, say("verdict.diff_got")),
    el("del", {}, got),
    el("br"),
    el("span", { class: "siyu-sr" }, say("verdict.diff_want")),
    el("ins", {}, want),
  );
}
