/** The browser's storage, which may be full, forbidden or absent: then this page's own memory stands in. */

const memory = new Map<string, string>();
let refused = false;

export function load(key: string): string | null {
  try {
    return memory.get(key) ?? window.localStorage.getItem(key);
  } catch {
    refused = true;
    return memory.get(key) ?? null;
  }
}

export function save(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
    memory.delete(key);
  } catch {
    refused = true;
    memory.set(key, value);
  }
}

export function forget(key: string): void {
  memory.delete(key);
  try {
    window.localStorage.removeItem(key);
  } catch {
    refused = true;
  }
}

/** Whether what was saved so far outlives this page. */
export function keeps(): boolean {
  return !refused;
}
