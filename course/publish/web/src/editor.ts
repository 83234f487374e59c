/** The code editor: CodeMirror with Python, four-space Tab, and a keyboard way out (Escape, then Tab). */
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec, type StateCommand } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter, highlightCode } from "@lezer/highlight";

export interface EditorOptions {
  readonly code: string;
  readonly label: string;
  readonly describedBy?: string;
  readonly numbered: boolean;
  readonly onRun: () => void;
  readonly onChange: (code: string) => void;
}

export class Editor {
  private readonly view: EditorView;

  constructor(parent: HTMLElement, options: EditorOptions) {
    this.view = new EditorView({ parent, doc: options.code, extensions: extensions(options) });
  }

  get code(): string {
    return this.view.state.doc.toString();
  }

  /** Replaces the text in one step that undo takes back. */
  set code(code: string) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: code } });
  }

  focus(): void {
    this.view.focus();
  }
}

function extensions(options: EditorOptions) {
  const run = (): boolean => {
    options.onRun();
    return true;
  };
  const runKeys = ["Mod-Enter", "Ctrl-Enter", "Shift-Enter"].map((key) => ({ key, run }));
  const attributes: Record<string, string> = { "aria-label": options.label, spellcheck: "false" };
  if (options.describedBy) attributes["aria-describedby"] = options.describedBy;
  return [
    Prec.highest(keymap.of([...runKeys, { key: "Tab", run: insertIndent, shift: indentLess }])),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    options.numbered ? [lineNumbers(), highlightActiveLine()] : [],
    history(),
    pythonLanguage,
    indentOnInput(),
    bracketMatching(),
    indentUnit.of("    "),
    EditorState.tabSize.of(4),
    syntaxHighlighting(classHighlighter),
    EditorView.contentAttributes.of(attributes),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) options.onChange(update.state.doc.toString());
    }),
  ];
}

/** Tab goes to the next multiple of four, or indents the selected lines. */
const insertIndent: StateCommand = ({ state, dispatch }) => {
  if (state.selection.ranges.some((range) => !range.empty)) return indentMore({ state, dispatch });
  const { from } = state.selection.main;
  const column = from - state.doc.lineAt(from).from;
  const spaces = " ".repeat(4 - (column % 4));
  dispatch(state.update(state.replaceSelection(spaces), { scrollIntoView: true, userEvent: "input" }));
  return true;
};

/** Colours code that is only read, with the same classes the editor uses. */
export function paint(code: HTMLElement): void {
  const source = code.textContent ?? "";
  const fragment = document.createDocumentFragment();
  const put = (text: string, classes: string): void => {
    if (!classes) return fragment.append(text);
    const span = document.createElement("span");
    span.className = classes;
    span.textContent = text;
    fragment.append(span);
  };
  highlightCode(source, pythonLanguage.parser.parse(source), classHighlighter, put, () =>
    fragment.append("\n"),
  );
  code.replaceChildren(fragment);
}
