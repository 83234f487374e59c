/** 继续到电脑, shown: the link that carries the progress, to copy or send, and its code, to scan. */
import { carryingLink } from "./carry";
import { button, el } from "./dom";
import { say } from "./messages";
import { readPage } from "./page";
import type * as Codes from "./qr";
import { withScript } from "./scripts";

declare global {
  interface Window {
    SIYU_QR?: Pick<typeof Codes, "square">;
  }
}

/** In characters: a longer link makes a code too fine for a camera to read off a phone. */
const LONGEST_CODE = 1100;

export async function showCarrying(place: HTMLElement): Promise<void> {
  const link = await carryingLink();
  if (link === null) return place.replaceChildren(el("p", { class: "siyu-note", role: "status" }, say("progress.carry_long")));
  const code = link.length <= LONGEST_CODE ? await codeOf(link) : null;
  const box = el("textarea", { class: "siyu-transfer", rows: "3", readonly: true, "aria-label": say("progress.carry_link") });
  box.value = link;
  const told = el("span", { class: "siyu-note", role: "status" });
  const copy = button("siyu-quiet", say("progress.copy"), () => void copied(box, told));
  place.replaceChildren(
    el("p", {}, say(code ? "progress.carry_how" : "progress.carry_how_link")),
    code ?? "",
    box,
    el("div", { class: "siyu-actions" }, copy, told),
  );
}

/** Null when the script that draws it does not come. */
async function codeOf(link: string): Promise<HTMLElement | null> {
  await withScript(readPage().root, "assets/siyu-qr.js");
  const svg = window.SIYU_QR?.square(link);
  if (!svg) return null;
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", say("progress.carry_code"));
  return el("div", { class: "siyu-code-square" }, svg);
}

/** Where a browser refuses the clipboard, the text stands selected. */
async function copied(box: HTMLTextAreaElement, told: HTMLElement): Promise<void> {
  box.select();
  try {
    await navigator.clipboard.writeText(box.value);
    told.textContent = say("progress.copied");
  } catch {
    told.textContent = say("progress.copy_self");
  }
}
