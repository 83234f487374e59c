/** Putting choices in order with up and down buttons; focus stays on the moved item, its new place is spoken. */
import { button, el, trusted } from "./dom";
import { icon } from "./icons";
import { say } from "./messages";
import type { Field } from "./quiz";
import type { Question } from "./quiz_judge";

export function orderingField(question: Question): Field {
  const order = (question.choices ?? []).map((_, index) => index);
  const list = el("ol", { class: "siyu-ordering" });
  const spoken = el("p", { class: "siyu-sr", role: "status" });
  const items = (question.choices ?? []).map((choice, index) => {
    const body = trusted("span", choice.text);
    const name = body.textContent ?? "";
    const mover = (step: -1 | 1, action: string, glyph: "up" | "down"): HTMLButtonElement => {
      const node = button("siyu-move", icon(glyph), () => move(index, step, node), {
        "aria-label": say("quiz.move", { action, text: name }),
      });
      return node;
    };
    return el("li", {}, body, mover(-1, say("quiz.up"), "up"), mover(1, say("quiz.down"), "down"));
  });

  const place = (): void => {
    list.append(...order.flatMap((index) => items[index] ?? []));
  };
  const move = (index: number, step: -1 | 1, pressed: HTMLButtonElement): void => {
    const from = order.indexOf(index);
    const to = from + step;
    if (to < 0 || to >= order.length) return;
    order.splice(to, 0, ...order.splice(from, 1));
    place();
    pressed.focus();
    spoken.textContent = say("quiz.moved", { n: to + 1 });
  };

  place();
  const settle = (right: boolean): void => {
    list.dataset.mark = right ? "right" : "wrong";
    for (const node of list.querySelectorAll("button")) node.disabled = true;
  };
  return {
    node: el("div", {}, el("p", { class: "siyu-note" }, say("quiz.ordering")), list, spoken),
    read: () => [...order],
    settle,
  };
}
