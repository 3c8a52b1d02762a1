import { AbortedError, isProblem, NetworkError } from "./errors.js";
import type { Signal } from "./types.js";

export interface RetryOptions {
  /** Milliseconds before the second attempt, at most; each further one may wait twice as long. */
  base?: number;
  /** Milliseconds that back-off alone may come to. */
  cap?: number;
  /** Milliseconds that a `Retry-After` may ask for; whoever asks for more is left alone, and the problem thrown. */
  longest?: number;
  /** From 0 to 1; for tests. */
  random?: () => number;
  /** For tests. */
  sleep?: (milliseconds: number, signal?: Signal) => Promise<void>;
}

/** Statuses after which another attempt may fare better. 500 is a fault that it would meet again. */
const PASSING = new Set([408, 425, 429, 502, 503, 504]);

/** Milliseconds to wait before trying again; `undefined` where that would not help. */
export function pause(error: unknown, attempt: number, options: RetryOptions): number | undefined {
  const { base = 300, cap = 10_000, longest = 60_000, random = Math.random } = options;
  let asked = 0;
  if (isProblem(error)) {
    if (!PASSING.has(error.status)) return undefined;
    asked = (error.retryAfter ?? 0) * 1000;
    if (asked > longest) return undefined;
  } else if (!(error instanceof NetworkError)) {
    return undefined;
  }
  // Full jitter, on top of what was asked for: those who were turned away together do not come back together.
  return asked + random() * Math.min(cap, base * 2 ** attempt);
}

/** Seconds, from either form that the header has. */
export function retryAfter(header: string | undefined, now = Date.now()): number | undefined {
  if (!header) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}

export function sleep(milliseconds: number, signal?: Signal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new AbortedError(signal.reason));
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, milliseconds);
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      reject(new AbortedError(signal?.reason));
    };
    signal?.addEventListener("abort", end);
  });
}
