// How a request gets there: by fetch, by XMLHttpRequest where a page wants to see an upload's progress, or by
// wx.request in a mini-program (miniprogram.ts). Another one is a function of this type.
import { AbortedError, NetworkError } from "./errors.js";
import type { Bytes, Signal } from "./types.js";

export interface TransportRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Bytes;
  signal?: Signal;
  /** Milliseconds, after which a `NetworkError` with `timedOut` is thrown. */
  timeout: number;
  /** The answer is wanted as bytes and not as text. */
  binary?: boolean;
  /** How many bytes of the body are sent; who cannot know never calls it. */
  onSent?: (bytes: number) => void;
}

export interface TransportResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string | ArrayBuffer;
}

/** Throws a `NetworkError` where no answer comes, and an `AbortedError` where the signal says so. */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;

/** What of `fetch` is used. */
export type Fetch = (
  url: string,
  init: Record<string, unknown>,
) => Promise<{
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { forEach(each: (value: string, name: string) => void): void };
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}>;

export function fetchTransport(fetcher?: Fetch): Transport {
  return async ({ method, url, headers, body, signal, timeout, binary }) => {
    if (signal?.aborted) throw new AbortedError(signal.reason);
    const controller = new AbortController();
    const end = () => controller.abort();
    signal?.addEventListener("abort", end);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, timeout);
    try {
      const response = await (fetcher ?? (fetch as unknown as Fetch))(url, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        signal: controller.signal,
        // There are no cookies, and what a header proves is not carried to where somebody else points.
        credentials: "omit",
        redirect: "error",
      });
      const answered: Record<string, string> = {};
      response.headers.forEach((value, name) => (answered[name] = value));
      return {
        status: response.status,
        headers: answered,
        body: binary && response.ok ? await response.arrayBuffer() : await response.text(),
      };
    } catch (cause) {
      if (signal?.aborted) throw new AbortedError(signal.reason);
      throw new NetworkError(timedOut ? `no answer in ${timeout} ms` : "no answer", { timedOut, cause });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
    }
  };
}

/** For browsers: the only one that tells how much of a body is sent. */
export function xhrTransport(): Transport {
  return ({ method, url, headers, body, signal, timeout, binary, onSent }) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new AbortedError(signal.reason));
      const xhr = new XMLHttpRequest();
      xhr.open(method, url);
      xhr.timeout = timeout;
      if (binary) xhr.responseType = "arraybuffer";
      for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
      const end = () => xhr.abort();
      signal?.addEventListener("abort", end);
      const done = (settle: () => void) => () => {
        signal?.removeEventListener("abort", end);
        settle();
      };
      if (onSent) xhr.upload.onprogress = (event) => onSent(event.loaded);
      xhr.onload = done(() =>
        resolve({
          status: xhr.status,
          headers: parseHeaders(xhr.getAllResponseHeaders()),
          body: xhr.response as string | ArrayBuffer,
        }),
      );
      xhr.onerror = done(() => reject(new NetworkError("no answer")));
      xhr.ontimeout = done(() => reject(new NetworkError(`no answer in ${timeout} ms`, { timedOut: true })));
      xhr.onabort = done(() => reject(new AbortedError(signal?.reason)));
      xhr.send((body ?? null) as XMLHttpRequestBodyInit | null);
    });
}

function parseHeaders(lines: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}
