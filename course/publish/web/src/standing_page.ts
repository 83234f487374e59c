/** The page of where one stands: what is done of each chapter, and how well each objective is mastered. */
import { el } from "./dom";
import { doneRefs } from "./events";
import { say } from "./messages";
import { loadBook } from "./plan_book";
import { planContent, type PlanContent, type Track } from "./plan_data";
import { doneUnits } from "./plan_done";
import { masteries, type Mastery } from "./plan_mastery";
import { events, onProgress } from "./progress";

export async function mountStanding(root: string): Promise<void> {
  const place = document.querySelector<HTMLElement>(".siyu-standing");
  const content = place && (await planContent(root));
  if (!place || !content) return;
  const show = (): void => showStanding(place, content);
  show();
  onProgress(show);
}

/** Counted for the role of the reader's plan; without a plan, for the first role. */
function showStanding(place: HTMLElement, content: PlanContent): void {
  const book = loadBook(content);
  const track = content.tracks.find((one) => one.slug === book?.profile.track) ?? content.tracks[0];
  if (!track) return;
  const line = place.querySelector<HTMLElement>(".siyu-standing-role");
  if (line) line.textContent = say(book ? "standing.role_planned" : "standing.role", { role: track.title });
  const found = masteryIn(content, track);
  for (const item of place.querySelectorAll<HTMLElement>("[data-objective]")) markObjective(item, found);
  for (const chapter of place.querySelectorAll<HTMLElement>("[data-chapter]")) countChapter(chapter);
}

function masteryIn(content: PlanContent, track: Track): Map<string, Mastery> {
  return masteries(track.units, doneUnits(content, track.units, events()), events());
}

function markObjective(item: HTMLElement, found: ReadonlyMap<string, Mastery>): void {
  const mastery = found.get(item.dataset.objective ?? "") ?? "unseen";
  item.dataset.mastery = mastery;
  item.querySelector(":scope > .siyu-mastery")?.remove();
  item.prepend(el("span", { class: "siyu-mastery" }, say(`plan.mastery.${mastery}`)));
}

/** How many lessons, exercises and questions of a chapter are done, and a bar of all together. */
function countChapter(chapter: HTMLElement): void {
  const done = doneRefs(events());
  const kinds = (["lessons", "exercises", "questions"] as const).map((kind) => {
    const refs = (chapter.dataset[kind] ?? "").split(/\s+/).filter(Boolean);
    return { kind, total: refs.length, done: refs.filter((ref) => done.read.has(ref) || done.passed.has(ref)).length };
  });
  const told = kinds.filter(({ total }) => total).map(({ kind, ...values }) => say(`standing.${kind}`, values));
  const total = kinds.reduce((sum, kind) => sum + kind.total, 0);
  const share = total ? kinds.reduce((sum, kind) => sum + kind.done, 0) / total : 0;
  const line = chapter.querySelector<HTMLElement>(".siyu-standing-count");
  if (!line || !told.length) return;
  line.replaceChildren(told.join(" · "));
  line.style.setProperty("--siyu-share", String(share));
}
