/** Files asked for once and kept in Cache Storage, where the browser has it; used by the worker and, to ask, by the page. */
import { ARCHIVE_CACHE, cacheName, type Runtime, type RuntimeFile } from "./runtime";

/** Cache Storage exists on https and localhost only, and may be refused. */
async function openCache(name: string): Promise<Cache | null> {
  try {
    return await caches.open(name);
  } catch {
    return null;
  }
}

function cacheOf(runtime: Runtime, file: RuntimeFile): string {
  return file.place.startsWith(runtime.folder) ? cacheName(runtime.digest) : ARCHIVE_CACHE;
}

/** The files that are fetched; scripts are imported, which only the browser's own cache can save. */
export function fetchedFiles(runtime: Runtime): RuntimeFile[] {
  return [...runtime.files, ...runtime.archives].filter((file) => !/\.m?js$/.test(file.place));
}

/** Milliseconds that the browser's storage may take to say what it kept; a reader who pressed a button waits for it. */
const PATIENCE = 2000;

/** The bytes that are still to be fetched for this page, all where storage does not answer; 0 when only scripts are. */
export async function bytesToFetch(runtime: Runtime, root: string): Promise<number> {
  const scripts = runtime.files.filter((file) => /\.m?js$/.test(file.place));
  const all = fetchedFiles(runtime);
  const late = new Promise<RuntimeFile[]>((settle) => window.setTimeout(settle, PATIENCE, all));
  const missing = await Promise.race([notKept(runtime, root, all), late]);
  return missing.length ? sum([...missing, ...scripts]) : 0;
}

async function notKept(runtime: Runtime, root: string, files: readonly RuntimeFile[]): Promise<RuntimeFile[]> {
  const kept = await Promise.all(
    files.map(async (file) => (await openCache(cacheOf(runtime, file)))?.match(root + file.place).catch(() => undefined)),
  );
  return files.filter((_, at) => !kept[at]);
}

export function sum(files: readonly RuntimeFile[]): number {
  return files.reduce((bytes, file) => bytes + file.bytes, 0);
}

export class KeptFiles {
  private readonly held = new Map<string, Promise<Response>>();
  private readonly keeping: Promise<void>[] = [];

  constructor(
    private readonly runtime: Runtime,
    private readonly root: string,
    private readonly onBytes: (bytes: number) => void,
    private readonly fetchAnew: typeof fetch,
  ) {}

  /** Asks for everything at once; `take` hands each over when it is wanted. */
  prefetch(): void {
    for (const file of fetchedFiles(this.runtime)) {
      const promise = this.get(file);
      promise.catch(() => undefined);
      this.held.set(this.root + file.place, promise);
    }
  }

  /** The file at an address of ours, null for any other. */
  take(url: string): Promise<Response> | null {
    const held = this.held.get(url);
    this.held.delete(url);
    return held ?? null;
  }

  /** Done when what was fetched is kept. Copies go on only while no Python runs. */
  async kept(): Promise<void> {
    await Promise.all(this.keeping);
  }

  private async get(file: RuntimeFile): Promise<Response> {
    const url = this.root + file.place;
    const cache = await openCache(cacheOf(this.runtime, file));
    const kept = await cache?.match(url).catch(() => undefined);
    if (kept) {
      this.onBytes(file.bytes);
      return kept;
    }
    const response = await this.fetchAnew(url);
    if (!response.ok) throw new Error(`${response.status} ${file.place}`);
    const counted = new Response(response.body?.pipeThrough(this.counter()) ?? null, {
      headers: { "Content-Type": response.headers.get("Content-Type") ?? "application/octet-stream" },
    });
    if (cache) this.keeping.push(this.keep(cache, url, counted.clone()));
    return counted;
  }

  /** A full disk only means that the next visit fetches again. Older bytes of the same address go. */
  private async keep(cache: Cache, url: string, response: Response): Promise<void> {
    try {
      await cache.delete(url, { ignoreSearch: true });
      await cache.put(url, response);
    } catch {
      await cache.delete(url).catch(() => undefined);
    }
  }

  private counter(): TransformStream<Uint8Array, Uint8Array> {
    return new TransformStream({
      transform: (chunk, out) => {
        this.onBytes(chunk.byteLength);
        out.enqueue(chunk);
      },
    });
  }
}

/** Copies of runtimes that this site no longer has. */
export async function dropOldRuntimes(digest: string): Promise<void> {
  const names = await caches.keys().catch(() => [] as string[]);
  const old = names.filter((name) => name.startsWith("siyu-runtime-") && name !== cacheName(digest));
  await Promise.all(old.map((name) => caches.delete(name)));
}
