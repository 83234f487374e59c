/** Start: what the page is decides what is mounted. Everything here enhances a page that reads without it. */
import { mountCards } from "./cards";
import { mountDesk } from "./desk";
import { LocalEngine } from "./engine_local";
import { mountGuesses } from "./guess";
import { mountLesson } from "./lesson";
import { mountMarks } from "./marks";
import { lessonRef, readPage } from "./page";
import { mountPlan } from "./plan_page";
import { mountProgressPanels } from "./progress_panel";
import { mountQuizzes } from "./quiz";
import { markWhenRead } from "./reading";
import { dressTables } from "./tables";
import { followChanges } from "./watch";

function start(): void {
  const page = readPage();
  const settings = window.SIYU_ENGINE;
  const engine = settings?.kind === "local" ? new LocalEngine(settings.base) : null;
  const ref = lessonRef(page);
  dressTables(document);
  mountGuesses(ref);
  mountQuizzes();
  mountLesson(engine, ref);
  mountDesk(engine, page.root);
  mountCards(page.root);
  mountMarks();
  mountProgressPanels();
  void mountPlan(page.root);
  if (settings?.watch) followChanges(settings.base, page);
  if (page.kind === "lesson") markWhenRead(ref);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
