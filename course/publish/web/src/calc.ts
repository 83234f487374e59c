/** Judging the numbers of the form 算: right or wrong, and which known mistake the set of answers is. Pure. */

export interface CalcAnswer {
  readonly id: string;
  readonly label: string;
  readonly unit?: string;
  readonly tol: number;
  readonly right: number;
  /** What each known mistake gives here; null when it gives no number. */
  readonly mistakes?: Readonly<Record<string, number | null>>;
}

export interface CalcVerdict {
  readonly right: Readonly<Record<string, boolean>>;
  readonly passed: boolean;
  readonly mistake: string | null;
}

export function judgeCalc(
  answers: readonly CalcAnswer[],
  given: Readonly<Record<string, number>>,
): CalcVerdict {
  const right: Record<string, boolean> = {};
  for (const answer of answers) right[answer.id] = agrees(given[answer.id], answer.right, answer.tol);
  const passed = answers.every((answer) => right[answer.id]);
  return { right, passed, mistake: passed ? null : nameMistake(answers, given) };
}

/** The only mistake that the answers equal wherever it differs from the right ones; null when none or several fit. */
function nameMistake(answers: readonly CalcAnswer[], given: Readonly<Record<string, number>>): string | null {
  const names = new Set(answers.flatMap((answer) => Object.keys(answer.mistakes ?? {})));
  const fitting = [...names].filter((name) => fits(name, answers, given));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

function fits(
  name: string,
  answers: readonly CalcAnswer[],
  given: Readonly<Record<string, number>>,
): boolean {
  const telling = answers.filter((answer) => {
    const value = answer.mistakes?.[name];
    return value !== undefined && !agrees(value, answer.right, answer.tol);
  });
  return (
    telling.length > 0 &&
    telling.every((answer) => agrees(given[answer.id], answer.mistakes?.[name], answer.tol))
  );
}

/** Within tolerance; a hair more, because 12.3 - 12.25 is not 0.05 in binary. */
export function agrees(
  got: number | null | undefined,
  want: number | null | undefined,
  tol: number,
): boolean {
  if (typeof got !== "number" || typeof want !== "number" || Number.isNaN(got)) return false;
  return Math.abs(got - want) <= tol + 1e-9 * Math.max(1, Math.abs(want));
}

/** The right number with as many decimals as its tolerance asks for. */
export function shownAnswer({ right, tol }: CalcAnswer): string {
  if (tol <= 0) return String(Number(right.toPrecision(12)));
  return right.toFixed(Math.max(0, Math.ceil(-Math.log10(2 * tol) - 1e-9)));
}

/** A number as people type it: full-width digits, thousands separators, a trailing % or unit. NaN when it is none. */
export function parseNumber(text: string): number {
  const plain = text
    .normalize("NFKC")
    .replace(/[\s,，_]/g, "")
    .replace(/−/g, "-");
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?:%|‰|[\p{L}]{1,4})?$/iu.exec(plain);
  return match ? Number(match[1]) : Number.NaN;
}
