// A file in pieces: PUT with `Content-Range: bytes FIRST-LAST/TOTAL`, one after the other, each sent again as it is where
// the network fails. `Upload-Offset` of an answer, also of a 409, says how much is kept there; without it a piece that was
// answered with a 2xx counts as kept. The last answer is the upload's.
import type { Answer, Minsheng } from "./client.js";
import { isProblem } from "./errors.js";
import { xhrTransport } from "./transport.js";
import type { Bytes, CallOptions } from "./types.js";

/** Bytes that are read when their turn comes. */
export interface Source {
  readonly size: number;
  readonly type: string;
  read(start: number, end: number): Promise<ArrayBuffer>;
}

export interface UploadOptions extends CallOptions {
  path?: Record<string, string | number>;
  /** Bytes of a piece: 512 KiB, below the hotline's 1 MiB for a body. */
  piece?: number;
  /** Bytes that were kept before, to go on after a restart. */
  from?: number;
  /** Bytes that arrived, and how many there are. Within a piece only XMLHttpRequest knows. */
  onProgress?: (sent: number, total: number) => void;
}

/** Uploads it, and gives what was answered to the last piece. */
export async function upload<T = unknown>(
  client: Minsheng,
  path: string,
  data: Bytes | Source,
  options: UploadOptions = {},
): Promise<Answer<T>> {
  const { piece = 512 * 1024, from = 0, onProgress, headers, ...rest } = options;
  const source = sourceOf(data);
  const total = source.size;
  // In a page the transport that shows progress, unless the caller has chosen one.
  const watched = onProgress && !client.options.transport && typeof XMLHttpRequest === "function";
  const sender = watched ? client.with({ transport: xhrTransport() }) : client;
  let start = from;
  onProgress?.(start, total);
  for (let stuck = 0; stuck < 3; ) {
    const end = Math.min(start + piece, total);
    // Where everything has come already, no bytes ask how far it is.
    const range = end > start ? `bytes ${start}-${end - 1}/${total}` : `bytes */${total}`;
    const call = {
      // The same bytes at the same place: nothing changes when they come twice.
      repeatable: true,
      ...rest,
      body: await source.read(start, end),
      headers: { ...headers, "Content-Range": range },
      ...(onProgress ? { onSent: (bytes: number) => onProgress(Math.min(start + bytes, end), total) } : {}),
    };
    let answer: Answer<T> | undefined;
    let kept = end;
    try {
      answer = await sender.call<T>("put", path, call);
      kept = offset(answer.headers) ?? end;
    } catch (error) {
      const said = isProblem(error) && error.status === 409 ? offset(error.headers) : undefined;
      if (said === undefined || said === start) throw error;
      kept = said;
    }
    stuck = kept > start ? 0 : stuck + 1;
    start = Math.min(kept, total);
    onProgress?.(start, total);
    if (answer && start >= total) return answer;
  }
  throw new Error(`${path} keeps nothing of what is uploaded`);
}

function offset(headers: Readonly<Record<string, string>>): number | undefined {
  const said = headers["upload-offset"];
  return said !== undefined && /^\d+$/.test(said) ? Number(said) : undefined;
}

export function sourceOf(data: Bytes | Source): Source {
  if ("read" in data) return data;
  if (data instanceof ArrayBuffer) return sourceOf(new Uint8Array(data));
  if (ArrayBuffer.isView(data)) {
    const { buffer, byteOffset, byteLength } = data as Uint8Array;
    const read = (start: number, end: number) =>
      Promise.resolve(buffer.slice(byteOffset + start, byteOffset + end) as ArrayBuffer);
    return { size: byteLength, type: "", read };
  }
  return { size: data.size, type: data.type, read: (start, end) => data.slice(start, end).arrayBuffer() };
}
