/** What the page says about itself (docs/page.md, Every page). */
import { readJson } from "./dom";

export interface Page {
  readonly kind: string;
  readonly slug: string;
  readonly root: string;
  readonly title: string;
  readonly chapter: string;
}

export function readPage(): Page {
  const found = readJson(document.getElementById("siyu-page"));
  const given = typeof found === "object" && found !== null ? (found as Partial<Page>) : {};
  return { kind: "text", slug: "", root: "./", title: "", chapter: "", ...given };
}

/** How the progress log calls a lesson. */
export function lessonRef(page: Page): string {
  return page.chapter ? `${page.chapter}/${page.slug}` : page.slug;
}
