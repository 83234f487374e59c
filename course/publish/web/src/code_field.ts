/** Where code is written: a plain field at once, the editor in its place as soon as its script is there. */
import { el } from "./dom";
import type { Editor, EditorOptions } from "./editor";
import { editorKit } from "./editor_script";

export class CodeField {
  private editor: Editor | null = null;
  private readonly plain: HTMLTextAreaElement;

  constructor(parent: HTMLElement, options: EditorOptions) {
    this.plain = plainField(options);
    parent.append(this.plain);
    void editorKit().then((kit) => {
      if (!kit) return;
      const written = this.plain.matches(":focus");
      this.editor = new kit.Editor(parent, { ...options, code: this.plain.value });
      this.plain.remove();
      if (written) this.editor.focus();
    });
  }

  get code(): string {
    return this.editor ? this.editor.code : this.plain.value;
  }

  set code(code: string) {
    if (this.editor) this.editor.code = code;
    else this.plain.value = code;
  }

  focus(): void {
    (this.editor ?? this.plain).focus();
  }
}

function plainField({ code, label, describedBy, onRun, onChange }: EditorOptions): HTMLTextAreaElement {
  const rows = String(code.split("\n").length + 1);
  const field = el("textarea", {
    class: "siyu-plain-code",
    rows,
    spellcheck: "false",
    autocapitalize: "off",
    "aria-label": label,
    "aria-describedby": describedBy,
  });
  field.value = code;
  field.addEventListener("input", () => onChange(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    onRun();
  });
  return field;
}
