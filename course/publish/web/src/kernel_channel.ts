/** Jupyter messaging over a websocket, plain JSON frames (no subprotocol): one request at a time. */
import { EngineFault, type Output } from "./engine";
import { uuid } from "./progress";

interface Message {
  channel: "shell" | "iopub" | "control" | "stdin";
  header: { msg_id: string; msg_type: string };
  parent_header: { msg_id?: string };
  content: Record<string, unknown>;
}

/** From so many characters on, a run's output is dropped here: a loop that prints for ever must not fill the page. */
const FLOOD = 300 * 1024;

interface Pending {
  id: string;
  received: number;
  onOutput: (output: Output) => void;
  status: "ok" | "error" | null;
  idle: boolean;
  resolve: (reply: { status: "ok" | "error" }) => void;
  reject: (fault: EngineFault) => void;
}

export class KernelChannel {
  private pending: Pending | null = null;

  private constructor(
    private readonly socket: WebSocket,
    private readonly session: string,
  ) {
    socket.addEventListener("message", (event) => this.receive(event.data));
    socket.addEventListener("close", () => this.fail());
  }

  static open(url: string, session: string): Promise<KernelChannel> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      socket.addEventListener("open", () => resolve(new KernelChannel(socket, session)));
      socket.addEventListener("error", () => reject(new EngineFault("engine.network")));
    });
  }

  get alive(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  execute(code: string, onOutput: (output: Output) => void): Promise<{ status: "ok" | "error" }> {
    if (!this.alive) return Promise.reject(new EngineFault("engine.kernel"));
    const id = uuid();
    return new Promise((resolve, reject) => {
      this.pending = { id, received: 0, onOutput, status: null, idle: false, resolve, reject };
      this.socket.send(JSON.stringify(this.request(id, code)));
    });
  }

  close(): void {
    this.socket.close();
  }

  private request(id: string, code: string): object {
    const date = new Date().toISOString();
    return {
      channel: "shell",
      header: {
        msg_id: id,
        msg_type: "execute_request",
        session: this.session,
        username: "",
        date,
        version: "5.3",
      },
      parent_header: {},
      metadata: {},
      content: {
        code,
        silent: false,
        store_history: true,
        user_expressions: {},
        allow_stdin: false,
        stop_on_error: true,
      },
      buffers: [],
    };
  }

  private receive(data: unknown): void {
    if (typeof data !== "string") return;
    const message = JSON.parse(data) as Message;
    const pending = this.pending;
    if (died(message)) return this.fail();
    if (!pending || message.parent_header.msg_id !== pending.id) return;
    if (message.channel === "shell") pending.status = message.content.status === "ok" ? "ok" : "error";
    if (message.channel === "iopub") {
      if (message.header.msg_type === "status") pending.idle = message.content.execution_state === "idle";
      if (pending.received < FLOOD || message.header.msg_type === "error") this.pass(pending, message, data.length);
    }
    // The reply and the last output come on two channels, in no promised order: wait for both.
    if (pending.status && pending.idle) {
      this.pending = null;
      pending.resolve({ status: pending.status });
    }
  }

  private pass(pending: Pending, message: Message, size: number): void {
    const output = readOutput(message);
    if (!output) return;
    pending.received += size;
    pending.onOutput(output);
  }

  private fail(): void {
    const pending = this.pending;
    this.pending = null;
    pending?.reject(new EngineFault("engine.kernel"));
  }
}

/** The server restarts a dead kernel by itself; what ran is gone all the same. */
function died({ header, content }: Message): boolean {
  const state = content.execution_state;
  return (
    header.msg_type === "status" && (state === "dead" || state === "restarting" || state === "autorestarting")
  );
}

function readOutput({ header, content }: Message): Output | null {
  switch (header.msg_type) {
    case "stream":
      return { output_type: "stream", name: String(content.name), text: String(content.text) };
    case "execute_result":
    case "display_data":
      return { output_type: header.msg_type, data: content.data as Record<string, unknown> };
    case "error":
      return {
        output_type: "error",
        ename: String(content.ename),
        evalue: String(content.evalue),
        traceback: Array.isArray(content.traceback) ? content.traceback.map(String) : [],
      };
    default:
      return null;
  }
}
