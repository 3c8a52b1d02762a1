// WeChat mini-programs: no fetch, no AbortController, no Web Cryptography.
import type { ClientOptions } from "./client.js";
import { AbortedError, NetworkError } from "./errors.js";
import { uuid } from "./random.js";
import type { Transport } from "./transport.js";
import type { Source } from "./upload.js";

/** What of `wx` is used; its official typings fit. */
export interface Wx {
  request(options: {
    url: string;
    method?: "GET" | "POST" | "PUT" | "DELETE" | "HEAD";
    header?: Record<string, string>;
    data?: string | ArrayBuffer;
    dataType?: "json" | "其他";
    responseType?: "text" | "arraybuffer";
    timeout?: number;
    success(result: { statusCode: number; header: Record<string, unknown>; data: unknown }): void;
    fail(error: { errMsg: string; errno?: number }): void;
  }): { abort(): void };
  getRandomValues(options: {
    length: number;
    success(result: { randomValues: ArrayBuffer }): void;
    fail(error: { errMsg: string }): void;
  }): void;
  getFileSystemManager(): {
    stat(options: {
      path: string;
      success(result: { stats: unknown }): void;
      fail(error: { errMsg: string }): void;
    }): void;
    readFile(options: {
      filePath: string;
      position?: number;
      length?: number;
      success(result: { data: string | ArrayBuffer }): void;
      fail(error: { errMsg: string }): void;
    }): void;
  };
}

/** What a client needs there: `createClient({ baseUrl, ...miniProgram(wx) })`. */
export function miniProgram(wx: Wx): Required<Pick<ClientOptions, "transport" | "newKey">> {
  return { transport: wxTransport(wx), newKey: () => wxKey(wx) };
}

export function wxTransport(wx: Pick<Wx, "request">): Transport {
  return ({ method, url, headers, body, signal, timeout, binary }) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new AbortedError(signal.reason));
      const task = wx.request({
        url,
        method: method as "GET",
        header: headers,
        ...(body === undefined ? {} : { data: toData(body as string | ArrayBuffer | Uint8Array) }),
        // Not parsed there: what is JSON says its type.
        dataType: "其他",
        responseType: binary ? "arraybuffer" : "text",
        timeout,
        success: ({ statusCode, header, data }) => {
          signal?.removeEventListener("abort", end);
          const answered: Record<string, string> = {};
          for (const [name, value] of Object.entries(header)) answered[name.toLowerCase()] = String(value);
          resolve({ status: statusCode, headers: answered, body: data as string | ArrayBuffer });
        },
        fail: ({ errMsg }) => {
          signal?.removeEventListener("abort", end);
          if (signal?.aborted) return reject(new AbortedError(signal.reason));
          const timedOut = /timeout|timed out/i.test(errMsg);
          reject(new NetworkError(timedOut ? `no answer in ${timeout} ms` : errMsg, { timedOut }));
        },
      });
      const end = () => task.abort();
      signal?.addEventListener("abort", end);
    });
}

/** wx takes a buffer and not a view of one. */
const toData = (body: string | ArrayBuffer | Uint8Array): string | ArrayBuffer =>
  ArrayBuffer.isView(body)
    ? (body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength) as ArrayBuffer)
    : body;

const wxKey = (wx: Pick<Wx, "getRandomValues">): Promise<string> =>
  new Promise((resolve, reject) =>
    wx.getRandomValues({
      length: 16,
      success: ({ randomValues }) => resolve(uuid(new Uint8Array(randomValues))),
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    }),
  );

/** A file that was chosen or photographed, read piece by piece, for `client.upload`. */
export async function wxFile(wx: Pick<Wx, "getFileSystemManager">, path: string, type: string): Promise<Source> {
  const files = wx.getFileSystemManager();
  const size = await new Promise<number>((resolve, reject) =>
    files.stat({
      path,
      success: ({ stats }) => resolve((stats as { size: number }).size),
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    }),
  );
  return {
    size,
    type,
    read: (start, end) =>
      new Promise((resolve, reject) =>
        files.readFile({
          filePath: path,
          position: start,
          length: end - start,
          success: ({ data }) => resolve(data as ArrayBuffer),
          fail: ({ errMsg }) => reject(new Error(errMsg)),
        }),
      ),
  };
}

/** Stands in for an `AbortController`, which mini-programs do not have. */
export class Canceller {
  private readonly listeners = new Set<() => void>();
  readonly signal = {
    aborted: false,
    addEventListener: (_: "abort", listener: () => void): void => void this.listeners.add(listener),
    removeEventListener: (_: "abort", listener: () => void): void => void this.listeners.delete(listener),
  };

  abort(): void {
    if (this.signal.aborted) return;
    this.signal.aborted = true;
    for (const listener of [...this.listeners]) listener();
  }
}
