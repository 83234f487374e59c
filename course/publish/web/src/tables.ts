/** Tables: numbers set right in tabular figures, wide ones scrolled by themselves and reachable from the keyboard. */
import { el } from "./dom";

const NUMBER =
  /^[+\-−¥￥]?\s?[\d,]*\.?\d+(?:e[+-]?\d+)?\s?(?:%|‰|pp|倍|元|万|分|天)?$|^(?:NaN|<NA>|inf|—|–)$/i;

/** What a phone holds side by side: columns, and ems of text that does not break. */
const COLUMNS_ON_A_PHONE = 4;
const EMS_ON_A_PHONE = 19;

/** From so many characters on, and half of them Chinese, a cell is running text, and takes so many ems at least. */
const PROSE = 7;
const PROSE_EMS = 5.4;
const CODE_EMS = 0.8;

const DATES = /(\d{4}-\d\d(?:-\d\d)?)/;
const HAN = /[\u4e00-\u9fff]/g;

export function dressTables(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLTableElement>("table.siyu-table")) {
    joinHeads(table);
    alignNumbers(table);
    markProse(table);
    makeCards(table);
    wrap(table);
  }
}

/** pandas writes an index's name in a row of its own: it joins the row of heads where that has room for it. */
function joinHeads(table: HTMLTableElement): void {
  const [heads, names, ...more] = table.tHead?.rows ?? [];
  if (!heads || !names || more.length || table.querySelector("[colspan], [rowspan]")) return;
  const named = [...names.cells].flatMap((cell, at) => (cell.textContent?.trim() ? [[cell, heads.cells[at]] as const] : []));
  if (named.some(([, head]) => !head || head.textContent?.trim())) return;
  for (const [cell, head] of named) head?.replaceWith(cell);
  names.remove();
}

/** Cells of running Chinese text break anywhere, others only between words; a browser would break a date at its hyphens. */
function markProse(table: HTMLTableElement): void {
  for (const cell of table.querySelectorAll("td")) {
    const text = cell.textContent ?? "";
    const han = text.match(HAN)?.length ?? 0;
    if (text.length > PROSE && han > PROSE / 2) cell.classList.add("siyu-prose");
    else if (!cell.childElementCount && DATES.test(text)) {
      cell.replaceChildren(...text.split(DATES).map((part, at) => (at % 2 ? el("span", { class: "siyu-date" }, part) : part)));
    }
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

/** About how many ems a cell takes at least: its longest run that does not break; code stands in a box. */
function leastEms(cell: HTMLTableCellElement): number {
  if (cell.matches(".siyu-prose")) return PROSE_EMS;
  const runs = (cell.textContent ?? "").split(/[\s，。；：、？]|(?=[（“《])/);
  const text = Math.max(...runs.map((run) => (run.length + (run.match(HAN)?.length ?? 0)) / 2));
  return cell.querySelector("code") ? text + CODE_EMS : text;
}

function fitsPhone(table: HTMLTableElement, columns: number): boolean {
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(0, ...[...table.rows].flatMap((row) => row.cells[at] ?? []).map(leastEms)),
  );
  return columns <= COLUMNS_ON_A_PHONE && widths.reduce((sum, width) => sum + width, 0) <= EMS_ON_A_PHONE;
}

/**
 * A table too wide for a phone becomes a card a row there (by CSS): each cell gets its column's name. The roles keep it a
 * table for readers of the screen. A row's bare number says nothing on a card. Tables with heads of several rows or with spans only scroll.
 */
function makeCards(table: HTMLTableElement): void {
  const heads = [...(table.tHead?.rows ?? [])];
  const names = [...(heads[0]?.cells ?? [])].map((cell) => cell.textContent?.trim() ?? "");
  if (heads.length !== 1 || fitsPhone(table, names.length) || table.querySelector("[colspan], [rowspan]")) return;
  const bare = !names[0] && [...table.rows].every((row) => /^\d*$/.test(row.cells[0]?.textContent?.trim() ?? ""));
  table.classList.add("siyu-cards");
  table.setAttribute("role", "table");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    for (const [at, cell] of [...row.cells].entries()) {
      const head = row.parentElement === table.tHead ? "columnheader" : cell.tagName === "TH" ? "rowheader" : "cell";
      cell.setAttribute("role", head);
      cell.dataset.name = names[at] ?? "";
      if (bare && !at) cell.classList.add("siyu-place");
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
