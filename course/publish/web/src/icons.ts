/** One family of line icons, 20 × 20, drawn in `currentColor`; decorative, hidden from screen readers. */

const PATHS = {
  run: "M6.5 4.5v11l9-5.5z",
  stop: "M6 6h8v8H6z",
  tick: "M4.5 10.5l3.8 3.8 7.4-8.2",
  cross: "M5.5 5.5l9 9m0-9l-9 9",
  wait: "M5 10h.01M10 10h.01M15 10h.01",
  up: "M10 15.5v-11m-4.5 4.5L10 4.5 14.5 9",
  down: "M10 4.5v11M5.5 11l4.5 4.5 4.5-4.5",
  sheet: "M10 3.5v9m-3.5-3.5l3.5 3.5 3.5-3.5M4 16.5h12",
  sprout:
    "M10 17.5v-8M10 9.5C10 6 7.5 4 3.5 4c0 3.8 2.5 5.5 6.5 5.5zM10 11.5c0-3 2-5 6.5-5 0 3.5-2.5 5-6.5 5z",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `siyu-icon siyu-icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", PATHS[name]);
  path.setAttribute("pathLength", "1");
  svg.append(path);
  return svg;
}
