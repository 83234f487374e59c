/** Rebuilds what code printed as HTML or SVG from an allow-list: nothing outside it reaches the page. */

const TABLE_TAGS = new Set(
  "table thead tbody tfoot tr th td caption colgroup col p br b strong i em code span pre ul ol li div".split(
    " ",
  ),
);
const TABLE_ATTRIBUTES = new Set(["colspan", "rowspan", "scope"]);
const SVG_TAGS = new Set(
  (
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs clipPath linearGradient " +
    "radialGradient stop symbol use marker pattern"
  ).split(" "),
);
const DROPPED = new Set(
  "script style iframe object embed link meta base form template noscript foreignobject".split(" "),
);
const SVG_REFUSED = /^on|^style$|\\|url\s*\((?!\s*["']?#)|javascript:/i;

/** Table markup only; other elements give way to their text, scripts and styles vanish. */
export function tableMarkup(html: string): DocumentFragment {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  copyHtml(parsed.body, fragment);
  return fragment;
}

function copyHtml(from: Node, to: Node): void {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) to.appendChild(document.createTextNode(child.textContent ?? ""));
    if (!(child instanceof Element)) continue;
    const tag = child.localName;
    if (DROPPED.has(tag.toLowerCase())) continue;
    if (!TABLE_TAGS.has(tag)) {
      copyHtml(child, to);
      continue;
    }
    const copy = document.createElement(tag);
    for (const { name, value } of child.attributes)
      if (TABLE_ATTRIBUTES.has(name)) copy.setAttribute(name, value);
    if (tag === "table") copy.className = "siyu-table";
    copyHtml(child, copy);
    to.appendChild(copy);
  }
}

/** A drawing without scripts, outside references or foreign content; null when it is no SVG. */
export function drawing(source: string): SVGElement | null {
  const parsed = new DOMParser().parseFromString(source, "image/svg+xml");
  const root = parsed.documentElement;
  if (root.localName !== "svg" || parsed.querySelector("parsererror")) return null;
  return copySvg(root) as SVGElement;
}

function copySvg(from: Element): Element {
  const copy = document.createElementNS("http://www.w3.org/2000/svg", from.localName);
  for (const { name, value } of from.attributes) {
    const refused = SVG_REFUSED.test(name) || SVG_REFUSED.test(value);
    const outside = /href$/i.test(name) && !value.startsWith("#");
    if (!refused && !outside && !name.startsWith("xmlns")) copy.setAttribute(name, value);
  }
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) copy.appendChild(document.createTextNode(child.textContent ?? ""));
    if (child instanceof Element && SVG_TAGS.has(child.localName)) copy.appendChild(copySvg(child));
  }
  return copy;
}
