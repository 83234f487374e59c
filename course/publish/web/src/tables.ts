/** Tables: numbers set right in tabular figures, wide ones scrolled by themselves and reachable from the keyboard. */
import { el } from "./dom";

const NUMBER =
  /^[+\-−¥￥]?\s?[\d,]*\.?\d+(?:e[+-]?\d+)?\s?(?:%|‰|pp|倍|元|万|分|天)?$|^(?:NaN|<NA>|inf|—|–)$/i;

const COLUMNS_ON_A_PHONE = 4;

/** From so many characters on, and half of them Chinese, a cell is running text. */
const PROSE = 16;

export function dressTables(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLTableElement>("table.siyu-table")) {
    alignNumbers(table);
    markProse(table);
    makeCards(table);
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

/**
 * A table of many columns becomes a card a row on a phone (by CSS): each cell gets its column's name. The roles keep it a
 * table for readers of the screen. Tables with heads of several rows or with spans only scroll.
 */
function makeCards(table: HTMLTableElement): void {
  const heads = [...(table.tHead?.rows ?? [])];
  const names = [...(heads[0]?.cells ?? [])].map((cell) => cell.textContent?.trim() ?? "");
  if (heads.length !== 1 || names.length <= COLUMNS_ON_A_PHONE || table.querySelector("[colspan], [rowspan]")) return;
  table.classList.add("siyu-cards");
  table.setAttribute("role", "table");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    for (const [at, cell] of [...row.cells].entries()) {
      const head = row.parentElement === table.tHead ? "columnheader" : cell.tagName === "TH" ? "rowheader" : "cell";
      cell.setAttribute("role", head);
      cell.dataset.name = names[at] ?? "";
    }
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
