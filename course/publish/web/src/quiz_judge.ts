/** Judging a quiz answer. Pure. */
import { agrees } from "./calc";

export type QuizKind = "single" | "multiple" | "numeric" | "ordering" | "fault";

export interface QuizMistake {
  readonly id: string;
  readonly title: string;
  readonly href?: string;
}

export interface QuizChoice {
  readonly text: string;
  readonly right?: boolean | null;
  readonly mistake?: QuizMistake | null;
  readonly why?: string | null;
}

export interface Question {
  readonly id: string;
  readonly kind: QuizKind;
  readonly choices?: readonly QuizChoice[] | null;
  readonly answer?: number | null;
  readonly tol?: number | null;
  readonly unit?: string | null;
  readonly explain?: string | null;
  readonly order?: readonly number[] | null;
}

/** `picked`: chosen indices; for `ordering`, indices in the reader's order; for `numeric`, the one number. */
export function judgeQuestion(question: Question, picked: readonly number[]): boolean {
  const choices = question.choices ?? [];
  switch (question.kind) {
    case "single":
    case "fault":
    case "multiple":
      return choices.every((choice, index) => Boolean(choice.right) === picked.includes(index));
    case "numeric":
      return agrees(picked[0], question.answer, question.tol ?? 0);
    case "ordering":
      return (question.order ?? []).every((index, place) => samePlace(choices, index, picked[place]));
  }
}

/** Two choices with the same text may stand in each other's place. */
function samePlace(choices: readonly QuizChoice[], want: number, got: number | undefined): boolean {
  return got !== undefined && (want === got || choices[want]?.text === choices[got]?.text);
}

/** The known mistake behind a wrong choice, when one was picked. */
export function pickedMistake(question: Question, picked: readonly number[]): QuizMistake | null {
  if (question.kind === "numeric" || question.kind === "ordering") return null;
  for (const index of picked) {
    const choice = question.choices?.[index];
    if (choice?.mistake && !choice.right) return choice.mistake;
  }
  return null;
}
