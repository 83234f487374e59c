/** 继续到电脑, shown: the link that carries the progress, to copy or send, and its code, to scan. */
import { correction, generate } from "lean-qr";
import { toSvg } from "lean-qr/extras/svg";
import { carryingLink } from "./carry";
import { button, el } from "./dom";
import { say } from "./messages";

/** In characters: a longer link makes a code too fine for a camera to read off a phone. */
const LONGEST_CODE = 1100;

export async function showCarrying(place: HTMLElement): Promise<void> {
  const link = await carryingLink();
  if (link === null) return place.replaceChildren(el("p", { class: "siyu-note", role: "status" }, say("progress.carry_long")));
  const box = el("textarea", { class: "siyu-transfer", rows: "3", readonly: true, "aria-label": say("progress.carry_link") });
  box.value = link;
  const told = el("span", { class: "siyu-note", role: "status" });
  const copy = button("siyu-quiet", say("progress.copy"), () => void copied(box, told));
  place.replaceChildren(
    el("p", {}, say(link.length <= LONGEST_CODE ? "progress.carry_how" : "progress.carry_how_link")),
    link.length <= LONGEST_CODE ? code(link) : "",
    box,
    el("div", { class: "siyu-actions" }, copy, told),
  );
}

/** Dark on light in both themes: a camera reads it so. */
function code(link: string): HTMLElement {
  const svg = toSvg(generate(link, { maxCorrectionLevel: correction.L }), document, { on: "#000", off: "#fff", padX: 4, padY: 4 });
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
