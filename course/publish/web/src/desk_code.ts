/** The forms 改 and 写: an editor, the check, the verdict. Code is kept in this browser, per exercise and form. */
import { CodeField } from "./code_field";
import { button, el, freshId } from "./dom";
import type { Desk } from "./desk";
import { EngineFault, type CheckResult, type Engine, type Heard } from "./engine";
import { checkPayload } from "./exercise";
import { say } from "./messages";
import { record } from "./progress";
import { forget, keeps, load, save } from "./store";
import { endedView, verdictView } from "./verdict";

/** Milliseconds in which nobody misses a verdict; drawing it more often would only take time from it. */
const SOON = 300;

type CodeForm = "fix" | "write";

export function mountCode(panel: HTMLElement, desk: Desk, form: CodeForm): void {
  const { exercise, engine } = desk;
  const start = form === "fix" ? (exercise.forms.fix?.code ?? exercise.starter) : exercise.starter;
  const key = `siyu.code.${exercise.slug}.${form}`;
  const host = el("div", { class: "siyu-editor" });
  const keys = el("p", { class: "siyu-keys", id: freshId("keys") }, say("desk.keys"));
  const verdict = el("div", { class: "siyu-result", role: "region", "aria-label": say("verdict.region") });
  const live = el("p", { class: "siyu-sr", role: "status" });
  const check = button("siyu-primary", say("desk.check"), () => void run());
  const run = async (): Promise<void> => {
    if (!engine || check.disabled) return;
    check.disabled = true;
    check.textContent = live.textContent = say("desk.checking");
    await judge(desk, engine, form, editor.code, verdict, live);
    check.textContent = say("desk.check");
    check.disabled = false;
  };
  const restart = (): void => {
    editor.code = start;
    forget(key);
    verdict.replaceChildren();
    editor.focus();
  };
  const actions = el("div", { class: "siyu-actions" }, engine ? check : null, resetControl(restart));
  const notes = engine ? null : el("p", { class: "siyu-enginenote" }, desk.without);
  panel.replaceChildren(
    ...(form === "fix" ? [fixNote(desk)] : []),
    host,
    actions,
    keys,
    ...(notes ? [notes] : []),
    live,
    verdict,
  );
  const editor = new CodeField(host, {
    code: load(key) ?? start,
    label: say("desk.editor"),
    describedBy: keys.id,
    numbered: true,
    onRun: () => void run(),
    onChange: (code) => {
      save(key, code);
      keys.textContent = keeps() ? say("desk.keys") : say("desk.kept_not");
    },
  });
}

function fixNote({ exercise }: Desk): HTMLElement {
  const mistake = exercise.mistakes[exercise.forms.fix?.mistake ?? ""];
  const sentence = mistake ? say("desk.fix_from", { title: mistake.title }) : say("desk.fix_from_plain");
  return el("p", { class: "siyu-fixnote" }, sentence);
}

async function judge(
  desk: Desk,
  engine: Engine,
  form: CodeForm,
  code: string,
  verdict: HTMLElement,
  live: HTMLElement,
): Promise<void> {
  try {
    const result = await engine.check({ exercise: desk.exercise.slug, form, code }, asTheyEnd(desk, verdict));
    const view = verdictView(result, desk);
    verdict.replaceChildren(view.node);
    live.textContent = view.spoken;
    record("check", desk.exercise.id, checkPayload(form, result));
  } catch (fault) {
    if (!(fault instanceof EngineFault)) throw fault;
    live.textContent = "";
    verdict.replaceChildren(el("p", { class: "siyu-fault", role: "alert" }, say(fault.key, fault.values)));
  }
}

/** Shows checks as they end, unless the whole verdict comes soon. */
function asTheyEnd(desk: Desk, verdict: HTMLElement): Heard {
  let drawn = performance.now();
  const ended: CheckResult[] = [];
  return (check, of) => {
    ended.push(check);
    if (performance.now() - drawn < SOON) return;
    verdict.replaceChildren(endedView(ended, of, desk));
    drawn = performance.now();
  };
}

/** 重置 asks in place, without a dialog. */
function resetControl(onReset: () => void): HTMLElement {
  const box = el("span", { class: "siyu-reset" });
  const idle = (): void => box.replaceChildren(button("siyu-quiet", say("desk.reset"), confirm));
  const confirm = (): void => {
    const yes = button("siyu-quiet siyu-warn", say("desk.reset_yes"), () => {
      idle();
      onReset();
    });
    const no = button("siyu-quiet", say("desk.reset_no"), () => {
      idle();
      box.querySelector("button")?.focus();
    });
    box.replaceChildren(el("span", { role: "alert" }, say("desk.reset_ask")), yes, no);
    no.focus();
  };
  idle();
  return box;
}
