/** The progress log as compact text that survives being copied through a chat: the form of `course.progress`. */

const PREFIX = "siyu1:";

export async function packLog(lines: string): Promise<string> {
  const bytes = await through(new TextEncoder().encode(lines), new CompressionStream("deflate"));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return PREFIX + btoa(binary);
}

/** The log lines of packed text, or of a log as it is; null when it is neither. */
export async function unpackLog(text: string): Promise<string | null> {
  const packed = text.replace(/\s+/g, "");
  if (!packed.startsWith(PREFIX)) return text.trimStart().startsWith("{") ? text : null;
  try {
    const bytes = Uint8Array.from(atob(packed.slice(PREFIX.length)), (unit) => unit.charCodeAt(0));
    return new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate")));
  } catch {
    return null;
  }
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}
