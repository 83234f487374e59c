/** The one question before a page loads Python, with its size, and the progress of loading; a bar at the page's foot. */
import { button, el } from "./dom";
import { say } from "./messages";

export interface Loading {
  got(bytes: number): void;
  end(): void;
}

/** Given in this page already: a fresh worker after a stop asks nothing. */
let agreed = false;

/** Null when the reader declines. With everything kept from an earlier visit there is nothing to ask. */
export async function askToLoad(toFetch: number, total: number): Promise<Loading | null> {
  if (toFetch > 0 && !agreed && !(await ask(toFetch))) return null;
  agreed = true;
  return showLoading(total);
}

function ask(bytes: number): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (yes: boolean) => (): void => {
      bar.remove();
      before?.focus();
      resolve(yes);
    };
    const before = document.activeElement as HTMLElement | null;
    const yes = button("siyu-primary", say("gate.yes", { size: megabytes(bytes) }), answer(true));
    const bar = el(
      "div",
      { class: "siyu-gate", role: "alertdialog", "aria-label": say("gate.title") },
      el("p", {}, say("gate.ask", { size: megabytes(bytes) })),
      el("div", { class: "siyu-actions" }, yes, button("siyu-quiet", say("gate.no"), answer(false))),
    );
    bar.addEventListener("keydown", (event) => event.key === "Escape" && answer(false)());
    document.body.append(bar);
    yes.focus();
  });
}

function showLoading(total: number): Loading {
  const meter = el("progress", { max: String(total), value: "0", "aria-label": say("gate.loading") });
  const line = el("span", { role: "status" }, say("gate.loading"));
  const bar = el("div", { class: "siyu-gate siyu-loading" }, line, meter);
  let bytes = 0;
  document.body.append(bar);
  return {
    got(more) {
      bytes += more;
      meter.value = Math.min(bytes, total);
      if (bytes >= total * 0.99) line.textContent = say("gate.starting");
    },
    end: () => bar.remove(),
  };
}

export function megabytes(bytes: number): string {
  const size = bytes / 1e6;
  return size < 1 ? size.toFixed(1) : String(Math.round(size));
}
