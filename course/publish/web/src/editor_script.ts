/** The way to the code editor, a script of its own, asked for when code is first opened: reading costs nothing of it. */
import type * as Kit from "./editor";
import { readPage } from "./page";
import { withScript } from "./scripts";

export type EditorKit = Pick<typeof Kit, "Editor" | "paint">;

declare global {
  interface Window {
    SIYU_EDITOR?: EditorKit;
  }
}

/** Null when the script does not come: code is then written in a plain field. */
export async function editorKit(): Promise<EditorKit | null> {
  await withScript(readPage().root, "assets/siyu-editor.js");
  return window.SIYU_EDITOR ?? null;
}
