/** The one way to a sentence the page shows. Sentences live in `messages.zh.json`. */
import messages from "../messages.zh.json";

type Paths<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Paths<T[K]>}` }[keyof T &
  string];
export type MessageKey = Paths<typeof messages>;

export function say(key: MessageKey, values: Record<string, string | number> = {}): string {
  const found = lookUp(key);
  if (found === undefined) throw new Error(`no message ${key}`);
  return found.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** The plain explanation of a Python exception, when the course has one. */
export function explainError(name: string): string | undefined {
  return lookUp(`error.${name}`);
}

function lookUp(key: string): string | undefined {
  let node: unknown = messages;
  for (const part of key.split(".")) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, part)) return undefined;
    node = (node as Record<string, unknown>)[part];
  }
  return typeof node === "string" ? node : undefined;
}
