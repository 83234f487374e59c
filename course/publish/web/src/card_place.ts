/** Where a hover card goes: below what it explains or above it, never over it. Pure; pixels of the viewport. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Place {
  readonly left: number;
  readonly top: number;
  /** The card is no higher than this; what is more scrolls in it. */
  readonly height: number;
}

const GAP = 8;
const EDGE = 16;

/** `lines` are the boxes of a link, one a line of text; `card` is its wanted size; `ceiling` is where the header ends. */
export function placeCard(
  lines: readonly Box[],
  card: { width: number; height: number },
  view: { width: number; height: number },
  ceiling: number,
): Place {
  const top = Math.min(...lines.map((line) => line.top));
  const bottom = Math.max(...lines.map((line) => line.bottom));
  const below = view.height - EDGE - (bottom + GAP);
  const above = top - GAP - (ceiling + GAP);
  const under = below >= card.height || below >= above;
  const height = Math.max(0, Math.min(card.height, under ? below : above));
  const start = Math.min(...lines.map((line) => line.left));
  const left = Math.max(EDGE, Math.min(start, view.width - EDGE - card.width));
  return { left, top: under ? bottom + GAP : top - GAP - height, height };
}
