/** The exercise desk: one tab a form, the form's panel, hints and the reference answer below. */
import { mountCalc } from "./desk_calc";
import { mountCode } from "./desk_code";
import { mountPredict } from "./desk_predict";
import { el, freshId, trusted } from "./dom";
import type { Engine } from "./engine";
import { triesAt } from "./events";
import { FORMS, readExercise, type Exercise, type FormName } from "./exercise";
import { hintsPanel } from "./hints";
import { icon } from "./icons";
import { say } from "./messages";
import { events, onProgress } from "./progress";
import { load, save } from "./store";

/** What a form's panel works with. */
export interface Desk {
  readonly exercise: Exercise;
  readonly engine: Engine | null;
  /** Why nothing can be checked here, when there is no engine. */
  readonly without: string;
  /** Shows hints up to the given number (1-based). */
  offerHint(upTo: number): void;
}

export function mountDesk(engine: Engine | null, root: string, without: string): void {
  const host = document.querySelector<HTMLElement>(".siyu-exercise");
  const exercise = readExercise();
  if (!host || !exercise) return;
  const hints = hintsPanel(exercise);
  const desk: Desk = { exercise, engine, without, offerHint: hints.offer };
  const names = FORMS.filter((name) => exercise.forms[name]);
  const tabs = names.map((name) => new Tab(name, desk, root));
  const bar = el("div", { class: "siyu-tabs", role: "tablist", "aria-label": say("desk.tabs") });
  bar.append(...tabs.map((tab) => tab.button));
  host.replaceChildren(bar, ...tabs.map((tab) => tab.panel), hints.node);
  host.classList.add("siyu-ready");
  wireTabs(bar, tabs, exercise);
  onProgress(() => tabs.forEach((tab) => tab.refresh()));
}

class Tab {
  readonly button: HTMLButtonElement;
  readonly panel: HTMLElement;
  private mounted = false;
  private readonly done = el("span", { class: "siyu-done" });

  constructor(
    readonly name: FormName,
    private readonly desk: Desk,
    private readonly root: string,
  ) {
    const id = freshId("tab");
    const minutes = desk.exercise.minutes?.[name];
    this.panel = el("div", {
      class: "siyu-panel",
      role: "tabpanel",
      id: `${id}-panel`,
      "aria-labelledby": id,
    });
    this.button = el(
      "button",
      { type: "button", role: "tab", id, "aria-controls": this.panel.id, class: "siyu-tab" },
      el("strong", {}, say(`desk.${name}_glyph`)),
      el("span", {}, say(`desk.${name}`)),
      minutes ? el("small", {}, say("desk.minutes", { n: minutes })) : null,
      this.done,
    );
    this.refresh();
  }

  select(selected: boolean): void {
    this.button.setAttribute("aria-selected", String(selected));
    this.button.tabIndex = selected ? 0 : -1;
    this.panel.hidden = !selected;
    if (!selected || this.mounted) return;
    this.mounted = true;
    mountForm(this.name, this.panel, this.desk, this.root);
  }

  refresh(): void {
    const { passed } = triesAt(events(), this.desk.exercise.id, [this.name]);
    this.done.replaceChildren(
      ...(passed ? [icon("tick"), el("span", { class: "siyu-sr" }, say("desk.done"))] : []),
    );
  }
}

function mountForm(name: FormName, panel: HTMLElement, desk: Desk, root: string): void {
  const { forms } = desk.exercise;
  if (name === "predict" && forms.predict) mountPredict(panel, desk.exercise, forms.predict);
  if (name === "calc" && forms.calc) mountCalc(panel, desk.exercise, forms.calc, root);
  if (name === "fix" || name === "write") mountCode(panel, desk, name);
  if (name === "deep" && forms.deep) panel.append(trusted("div", forms.deep.ask, { class: "siyu-ask" }));
}

function wireTabs(bar: HTMLElement, tabs: readonly Tab[], exercise: Exercise): void {
  const key = `siyu.tab.${exercise.slug}`;
  const choose = (chosen: Tab): void => {
    for (const tab of tabs) tab.select(tab === chosen);
    save(key, chosen.name);
  };
  for (const tab of tabs) tab.button.addEventListener("click", () => choose(tab));
  bar.addEventListener("keydown", (event) => {
    const at = tabs.findIndex((tab) => tab.button === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[
      event.key
    ];
    const next = to === undefined || at < 0 ? undefined : tabs[to % tabs.length];
    if (!next) return;
    event.preventDefault();
    choose(next);
    next.button.focus();
  });
  const wanted = [window.location.hash.slice(1), load(key)];
  const first = wanted.map((name) => tabs.find((tab) => tab.name === name)).find(Boolean) ?? tabs[0];
  for (const tab of tabs) tab.select(tab === first);
}
