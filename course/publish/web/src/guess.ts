/** Guess first: the reason shows after a choice has been tapped. */
import { el } from "./dom";
import { icon } from "./icons";
import { say } from "./messages";
import { record } from "./progress";

export function mountGuesses(ref: string): void {
  for (const root of document.querySelectorAll<HTMLElement>(".siyu-guess")) mountGuess(root, ref);
}

function mountGuess(root: HTMLElement, ref: string): void {
  const items = [...root.querySelectorAll<HTMLLIElement>(".siyu-choices > li")];
  const reason = root.querySelector<HTMLElement>(".siyu-reason");
  if (!items.length) return;
  if (reason) reason.hidden = true;
  const verdict = el("p", { class: "siyu-verdict-line", role: "status" });
  root.querySelector(".siyu-choices")?.after(verdict);
  const choices = items.map((item, index) => {
    const choice = el("button", { type: "button", class: "siyu-choice" });
    choice.append(el("div", {}, ...item.childNodes)); // one box: code within a sentence stays in its line
    item.append(choice);
    choice.addEventListener("click", () => choose(index));
    return choice;
  });

  const choose = (chosen: number): void => {
    const right = items[chosen]?.dataset.right === "true";
    choices.forEach((choice, index) =>
      markChoice(choice, items[index]?.dataset.right === "true", index === chosen),
    );
    verdict.textContent = say(right ? "guess.right" : "guess.wrong");
    verdict.dataset.right = String(right);
    if (reason) reason.hidden = false;
    record("guess", ref, { guess: root.id.replace(/^guess-/, ""), choice: chosen, right });
  };
}

/** Fixes a choice as answered: the right one and a wrong chosen one are marked in shape, word and colour. */
export function markChoice(choice: HTMLButtonElement, right: boolean, chosen: boolean): void {
  choice.disabled = true;
  choice.dataset.mark = right ? "right" : chosen ? "wrong" : "";
  if (chosen) choice.dataset.chosen = "";
  if (!right && !chosen) return;
  const words = [right ? say("guess.mark_right") : "", chosen ? say("guess.mark_chosen") : ""]
    .filter(Boolean)
    .join(" · ");
  choice.append(el("span", { class: "siyu-mark" }, icon(right ? "tick" : "cross"), words));
}
