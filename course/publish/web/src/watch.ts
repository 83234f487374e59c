/** While an author writes (`course serve --watch`): a page made again reloads itself, a fault is told above the page. */
import { el } from "./dom";
import { say } from "./messages";
import type { Page } from "./page";

interface Notice {
  kind: "working" | "made" | "fault";
  pages: string[] | null;
  problems: string[];
}

export function followChanges(base: string, page: Page): void {
  const strip = el("div", { class: "siyu-watch", role: "status" });
  strip.hidden = true;
  document.querySelector(".md-content")?.prepend(strip);
  const source = new EventSource(`${base}siyu/changes`);
  const own = placeOf(page);
  source.addEventListener("message", (event) => {
    const notice = JSON.parse(String(event.data)) as Notice;
    if (notice.kind === "made" && (!notice.pages || notice.pages.includes(own))) return window.location.reload();
    strip.hidden = notice.kind === "made";
    strip.classList.toggle("siyu-fault", notice.kind === "fault");
    strip.replaceChildren(...(notice.kind === "fault" ? faultView(notice.problems) : [say("watch.working")]));
  });
  window.addEventListener("pagehide", () => source.close());
}

function faultView(problems: string[]): Node[] {
  const list = el("ul", {}, ...problems.map((problem) => el("li", {}, problem)));
  return [el("p", {}, el("strong", {}, say("watch.fault"))), list];
}

/** The page's address under the site's root. */
function placeOf(page: Page): string {
  const root = new URL(page.root, window.location.href).pathname;
  return window.location.pathname.slice(root.length);
}
