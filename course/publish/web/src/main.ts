/** Start: what the page is decides what is mounted. Everything here enhances a page that reads without it. */
import { mountCards } from "./cards";
import { takeCarried } from "./carry";
import { mountDesk } from "./desk";
import { mountDiagnostic } from "./diagnostic";
import type { Engine, EngineSettings } from "./engine";
import { LocalEngine } from "./engine_local";
import { PyodideEngine } from "./engine_pyodide";
import { mountGuesses } from "./guess";
import { mountLesson } from "./lesson";
import { mountMarks } from "./marks";
import { say } from "./messages";
import { mountNextStep } from "./next_step";
import { lessonRef, readPage, type Page } from "./page";
import { mountPlan } from "./plan_page";
import { mountProgressPanels } from "./progress_panel";
import { mountQuizzes } from "./quiz";
import { markWhenRead } from "./reading";
import { readRuntime } from "./runtime";
import { mountStanding } from "./standing_page";
import { dressTables } from "./tables";
import { followChanges } from "./watch";

function start(): void {
  const page = readPage();
  const settings = window.SIYU_ENGINE;
  const engine = findEngine(settings, page);
  const ref = lessonRef(page);
  dressTables(document);
  mountGuesses(ref);
  mountQuizzes();
  mountDiagnostic();
  mountLesson(engine, ref, without("engine.none"));
  mountDesk(engine, page.root, without("engine.none_check"));
  mountCards(page.root);
  mountMarks();
  mountProgressPanels();
  void mountPlan(page.root);
  void mountStanding(page.root);
  mountNextStep(page, ref);
  void takeCarried().catch(() => undefined); // a fragment that only looks like ours
  if (settings?.watch) followChanges(settings.base, page);
  if (page.kind === "lesson") markWhenRead(ref);
}

/** The reader's own machine when the page is served from it, else a Python of the page's own, else none. */
function findEngine(settings: EngineSettings | undefined, page: Page): Engine | null {
  if (settings?.kind === "local") return new LocalEngine(settings.base);
  const runtime = readRuntime();
  if (!runtime || runtime.missing.length || window.location.protocol === "file:") return null;
  return new PyodideEngine(runtime, page.root, page.kind === "lesson" ? null : page.slug);
}

/** Why a page runs no code. */
function without(plain: "engine.none" | "engine.none_check"): string {
  const missing = readRuntime()?.missing ?? [];
  return missing.length ? say("engine.missing", { names: missing.join("、") }) : say(plain);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
