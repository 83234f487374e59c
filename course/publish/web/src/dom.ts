/** Building DOM without string HTML. `trusted` is for HTML the publisher wrote, never for what code printed. */

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | boolean | null | undefined>;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child): child is Node | string => Boolean(child)));
  return node;
}

export function button(
  kind: string,
  label: Child,
  onClick: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const node = el("button", { type: "button", class: `siyu-button ${kind}`.trim(), ...attributes }, label);
  node.addEventListener("click", onClick);
  return node;
}

export function trusted<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  html: string | null | undefined,
  attributes: Attributes = {},
): HTMLElementTagNameMap[K] {
  const node = el(tag, attributes);
  node.innerHTML = html ?? "";
  return node;
}

/** Text whose blank lines part paragraphs and whose backticks mark code: what the grader and the docstrings write. */
export function prose(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const paragraph of text.split(/\n\s*\n/)) {
    if (!paragraph.trim()) continue;
    const node = el("p");
    paragraph
      .trim()
      .split(/`([^`]+)`/)
      .forEach((piece, index) => {
        if (piece) node.append(index % 2 ? el("code", {}, piece) : piece);
      });
    fragment.append(node);
  }
  return fragment;
}

/** The JSON of a `<script type="application/json">`; undefined when it is absent or unreadable. */
export function readJson(node: Element | null): unknown {
  if (!node?.textContent) return undefined;
  try {
    return JSON.parse(node.textContent);
  } catch {
    return undefined;
  }
}

let counter = 0;
export function freshId(stem: string): string {
  counter += 1;
  return `siyu-${stem}-${counter}`;
}

export function reducedMotion(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
