/** Today's reviews in the page: one card at a time, question, answer, how well it was remembered. */
import { button, el } from "./dom";
import { say } from "./messages";
import type { Card } from "./plan_review";
import { record } from "./progress";

const RATINGS = [1, 2, 3, 4] as const;

/** What a card shows: asks `front`, then `back`; a question is answered on its own page, `href`, a mistake tried there again. */
export interface Shown {
  readonly label: string;
  readonly front: string;
  readonly back: readonly (readonly [string, string])[];
  readonly href: string;
  readonly again: string;
}

export function reviewPanel(cards: readonly Card[], shown: (card: Card) => Shown): HTMLElement {
  const panel = el("section", { class: "siyu-plan-reviews", "aria-live": "polite" });
  panel.append(el("h2", {}, say("plan.reviews")));
  const first = cards[0];
  if (!first) {
    panel.append(el("p", { class: "siyu-note" }, say("plan.no_reviews")));
    return panel;
  }
  panel.append(el("p", { class: "siyu-note" }, say("plan.reviews_left", { n: cards.length })), face(first, shown(first)));
  return panel;
}

function face(card: Card, { label, front, back, href, again }: Shown): HTMLElement {
  const node = el("div", { class: "siyu-plan-card" });
  node.append(el("p", { class: "siyu-label" }, label), el("p", { class: "siyu-plan-front" }, front));
  if (card.kind === "question") {
    node.append(el("p", {}, el("a", { class: "siyu-button siyu-primary", href }, again)));
    return node;
  }
  const turn = button("siyu-primary", say("plan.turn"), () => {
    turn.remove();
    const lines = back.map(([name, text]) => el("div", {}, name ? el("dt", {}, name) : null, el("dd", {}, text)));
    const ratings = RATINGS.map((rating) =>
      button("siyu-quiet", say(`plan.rating.${rating}`), () => record("review", card.id, { rating })),
    );
    const way = again ? el("p", {}, el("a", { href }, again)) : "";
    node.append(el("dl", {}, ...lines), way, el("div", { class: "siyu-actions siyu-ratings" }, ...ratings));
    ratings[0]?.focus({ preventScroll: true });
  });
  node.append(turn);
  return node;
}
