/** Hover cards on references: by pointer, by keyboard focus, by the first tap on a phone. The link itself stays a link. */
import { type Box, placeCard } from "./card_place";
import { el, freshId } from "./dom";
import { say } from "./messages";
import { withScript } from "./scripts";

interface Card {
  readonly label: string;
  readonly title: string;
  readonly lines: readonly (readonly [string, string])[];
}

declare global {
  interface Window {
    SIYU_CARDS?: Readonly<Record<string, Card>>;
  }
}

const LINK = "a[data-card]";
const OPEN_AFTER = 180;
const CLOSE_AFTER = 240;

export function mountCards(root: string): void {
  // The card says more than the title, and two would cover each other.
  document.querySelectorAll(LINK).forEach((link) => link.removeAttribute("title"));
  new Cards(root).listen();
}

class Cards {
  private readonly node = el("div", { class: "siyu-card", role: "tooltip", id: freshId("card"), hidden: true });
  private link: HTMLAnchorElement | null = null;
  private timer = 0;
  private touched = false;

  constructor(private readonly root: string) {
    document.body.append(this.node);
  }

  listen(): void {
    document.addEventListener("pointerdown", (event) => this.press(event));
    document.addEventListener("pointerover", (event) => event.pointerType !== "touch" && this.hover(event));
    document.addEventListener("focusin", (event) => {
      const link = linkOf(event.target);
      if (link?.matches(":focus-visible")) this.plan(() => void this.show(link, false), 0);
      else if (!link && !this.node.contains(event.target as Node)) this.hide();
    });
    document.addEventListener("click", (event) => this.tap(event));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
    window.addEventListener("scroll", () => this.place(), { passive: true });
    window.addEventListener("resize", () => this.hide());
  }

  private press(event: PointerEvent): void {
    this.touched = event.pointerType === "touch";
    if (!this.node.contains(event.target as Node) && linkOf(event.target) !== this.link) this.hide();
  }

  private hover(event: PointerEvent): void {
    const link = linkOf(event.target);
    if (link) this.plan(() => void this.show(link, false), link === this.link ? 0 : OPEN_AFTER);
    else if (this.node.contains(event.target as Node)) window.clearTimeout(this.timer);
    else this.plan(() => this.hide(), CLOSE_AFTER);
  }

  /** A first tap shows the card, which has the way onward; a second one follows the link. */
  private tap(event: MouseEvent): void {
    const link = linkOf(event.target);
    if (!link || !this.touched || link === this.link) return;
    event.preventDefault();
    this.plan(() => void this.show(link, true), 0);
  }

  private plan(act: () => void, after: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(act, after);
  }

  private async show(link: HTMLAnchorElement, onward: boolean): Promise<void> {
    if (link === this.link) return;
    this.hide();
    this.link = link;
    await this.load();
    const card = window.SIYU_CARDS?.[link.dataset.card ?? ""];
    if (this.link !== link) return;
    if (!card || !link.isConnected) {
      this.link = null;
      if (onward) link.click();
      return;
    }
    this.node.replaceChildren(...content(card), onward ? way(link) : "");
    this.node.hidden = false;
    link.setAttribute("aria-describedby", this.node.id);
    this.place();
  }

  private hide(): void {
    window.clearTimeout(this.timer);
    this.link?.removeAttribute("aria-describedby");
    this.link = null;
    this.node.hidden = true;
  }

  private place(): void {
    if (!this.link || this.node.hidden) return;
    this.node.style.maxHeight = "";
    const view = { width: document.documentElement.clientWidth, height: window.innerHeight };
    const size = { width: this.node.offsetWidth, height: this.node.offsetHeight };
    const header = document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
    const lines: Box[] = [...this.link.getClientRects()];
    const { left, top, height } = placeCard(lines, size, view, Math.max(0, header));
    Object.assign(this.node.style, { left: `${left}px`, top: `${top}px`, maxHeight: `${height}px` });
  }

  private load(): Promise<boolean> {
    return withScript(this.root, "assets/cards.js");
  }
}

function linkOf(target: EventTarget | null): HTMLAnchorElement | null {
  return target instanceof Element ? target.closest<HTMLAnchorElement>(LINK) : null;
}

function content(card: Card): Node[] {
  const told = card.lines.filter(([name]) => !name).map(([, text]) => el("p", {}, text));
  const named = card.lines
    .filter(([name]) => name)
    .map(([name, text]) => el("div", {}, el("dt", {}, name), el("dd", {}, text)));
  return [
    el("p", { class: "siyu-label" }, card.label),
    el("p", { class: "siyu-card-title" }, card.title),
    ...told,
    el("dl", {}, ...named),
  ];
}

function way(link: HTMLAnchorElement): HTMLElement {
  return el("p", { class: "siyu-card-way" }, el("a", { href: link.href }, say("card.open"), " →"));
}
