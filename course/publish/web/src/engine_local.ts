/** The engine of a page served by `course serve`: jupyter_server on the reader's own machine, same origin. */
import { EngineFault, type CheckRequest, type Engine, type Output, type Result } from "./engine";
import { KernelChannel } from "./kernel_channel";
import { uuid } from "./progress";

interface Kernel {
  readonly url: string;
  readonly channel: KernelChannel;
}

export class LocalEngine implements Engine {
  readonly kind = "local";
  private kernel: Promise<Kernel> | null = null;

  constructor(private readonly base: string) {
    window.addEventListener("pagehide", () => this.dispose());
  }

  async run(code: string, onOutput: (output: Output) => void): Promise<{ status: "ok" | "error" }> {
    const { channel } = await this.ready();
    return channel.execute(code, onOutput);
  }

  async check(request: CheckRequest): Promise<Result> {
    const response = await this.ask("POST", "siyu/check", request);
    return (await response.json()) as Result;
  }

  async interrupt(): Promise<"kept"> {
    if (this.kernel) await this.ask("POST", `${(await this.kernel).url}/interrupt`);
    return "kept";
  }

  /** A fresh kernel comes with the next run: simpler than a restart in place, and leaves nothing behind. */
  async restart(): Promise<void> {
    this.dispose();
  }

  dispose(): void {
    const kernel = this.kernel;
    this.kernel = null;
    void kernel
      ?.then(({ url, channel }) => {
        channel.close();
        return this.ask("DELETE", url, undefined, true);
      })
      .catch(() => undefined);
  }

  private async ready(): Promise<Kernel> {
    const held = await this.kernel?.catch(() => null);
    if (held?.channel.alive && this.kernel) return held;
    const starting = this.start();
    this.kernel = starting;
    starting.catch(() => {
      if (this.kernel === starting) this.kernel = null;
    });
    return starting;
  }

  private async start(): Promise<Kernel> {
    const response = await this.ask("POST", "api/kernels", { name: "python3" });
    const { id } = (await response.json()) as { id: string };
    const session = uuid();
    const url = `api/kernels/${encodeURIComponent(id)}`;
    const address = new URL(`${this.base}${url}/channels?session_id=${session}`, window.location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    return { url, channel: await KernelChannel.open(address.href, session) };
  }

  private async ask(method: string, path: string, body?: unknown, keepalive = false): Promise<Response> {
    const headers: Record<string, string> = { "X-XSRFToken": xsrfToken() };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const init: RequestInit = { method, headers, credentials: "same-origin", keepalive };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await fetch(this.base + path, init).catch(() => {
      throw new EngineFault("engine.network");
    });
    if (response.status === 401 || response.status === 403) throw new EngineFault("engine.token");
    if (!response.ok)
      throw new EngineFault("engine.server", { status: response.status, detail: await detail(response) });
    return response;
  }
}

/** The server's own sentence about what went wrong, when it gives one. */
async function detail(response: Response): Promise<string> {
  const text = await response.text().catch(() => "");
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === "string" ? message : "";
  } catch {
    return text.slice(0, 200);
  }
}

function xsrfToken(): string {
  return /(?:^|;\s*)_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}
