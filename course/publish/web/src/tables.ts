/** Tables: numbers set right in tabular figures, wide ones scrolled by themselves and reachable from the keyboard. */
import { el } from "./dom";

const NUMBER =
  /^[+\-−¥￥]?\s?[\d,]*\.?\d+(?:e[+-]?\d+)?\s?(?:%|‰|pp|倍|元|万|分|天)?$|^(?:NaN|<NA>|inf|—|–)$/i;

/** From so many characters on, and half of them Chinese, a cell is running text. */
const PROSE = 16;

export function dressTables(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLTableElement>("table.siyu-table")) {
    alignNumbers(table);
    markProse(table);
    wrap(table);
  }
}

/** Cells of running Chinese text may wrap; codes, times and numbers may not. */
function markProse(table: HTMLTableElement): void {
  for (const cell of table.querySelectorAll("td")) {
    const text = cell.textContent ?? "";
    const han = text.match(/[\u4e00-\u9fff]/g)?.length ?? 0;
    if (text.length > PROSE && han > PROSE / 2) cell.classList.add("siyu-prose");
  }
}

/** A column is numeric when every filled body cell is; its head goes right with it. */
function alignNumbers(table: HTMLTableElement): void {
  if (table.querySelector(".siyu-num")) return;
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  const width = Math.max(0, ...rows.map((row) => row.cells.length));
  for (let column = 0; column < width; column += 1) {
    const cells = rows.flatMap((row) => row.cells[column] ?? []);
    const filled = cells.filter((cell) => cell.tagName === "TD" && cell.textContent?.trim());
    if (!filled.length || !filled.every((cell) => NUMBER.test(cell.textContent?.trim() ?? ""))) continue;
    for (const cell of cells) cell.classList.add("siyu-num");
    for (const row of table.tHead?.rows ?? []) row.cells[column]?.classList.add("siyu-num");
  }
}

function wrap(table: HTMLTableElement): void {
  let scroller = table.parentElement;
  if (!scroller?.matches(".siyu-scroll")) {
    scroller = el("div", { class: "siyu-scroll" });
    table.replaceWith(scroller);
    scroller.append(table);
  }
  if (scroller.scrollWidth > scroller.clientWidth + 1) scroller.tabIndex = 0;
}
