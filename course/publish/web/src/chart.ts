/** A chart that a cell made in this page's own Python: drawn by Vega, a script that comes with the first such chart. */
import { el } from "./dom";
import { say } from "./messages";
import { readPage } from "./page";
import { readRuntime } from "./runtime";
import { drawing } from "./sanitise";
import { withScript } from "./scripts";

/** What `course.publish.page_kernel` sends for a chart. */
export const CHART = "application/vnd.siyu.chart+json";

interface Chart {
  readonly spec: { readonly title?: string | { readonly text?: unknown } };
  /** CSS variable by name -> the colour it has in the light theme. */
  readonly colours: Readonly<Record<string, string>>;
}

declare global {
  interface Window {
    /** The chart as SVG; rejects what would ask for data from elsewhere. */
    SIYU_DRAW?: (spec: unknown) => Promise<string>;
  }
}

export function chartView(data: unknown): HTMLElement {
  const waiting = el("p", { class: "siyu-note", role: "status" }, say("output.drawing"));
  const figure = el("figure", { class: "siyu-figure" }, waiting);
  draw(data as Chart)
    .then((svg) => figure.replaceChildren(svg))
    .catch((fault: unknown) => {
      const outside = fault instanceof Error && fault.message === "outside";
      const detail = outside ? say("output.drawing_outside") : String(fault).slice(0, 200);
      waiting.textContent = say("output.drawing_failed", { detail });
    });
  return figure;
}

async function draw({ spec, colours }: Chart): Promise<SVGElement> {
  await withScript(readPage().root, readRuntime()?.charts ?? "");
  if (!window.SIYU_DRAW) throw new Error(say("output.drawing_absent"));
  const svg = drawing(inBothThemes(await window.SIYU_DRAW(spec), colours));
  if (!svg) throw new Error("SVG");
  const title = typeof spec.title === "object" ? spec.title.text : spec.title;
  svg.classList.add("siyu-svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", title ? String(title) : say("output.image"));
  return svg;
}

/** The palette's colours become CSS variables, as `kernel_setup.siyu_colours` does for charts made at build. */
function inBothThemes(svg: string, colours: Chart["colours"]): string {
  return Object.entries(colours).reduce(
    (text, [name, colour]) => text.replace(new RegExp(`="${colour}"`, "gi"), `="var(${name}, ${colour})"`),
    svg,
  );
}
