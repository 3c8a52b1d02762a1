// Standard Webhooks 1.0, https://www.standardwebhooks.com: who it was that delivered, and when.
import { webCrypto } from "#crypto";

export interface Delivery<T> {
  /** The same whenever this message is delivered again: keep it, and do nothing twice. */
  readonly id: string;
  /** When it was sent. */
  readonly at: Date;
  readonly payload: T;
}

export type WebhookFault = "missing_header" | "bad_timestamp" | "too_old" | "too_new" | "no_signature_matches" | "bad_secret" | "not_json";

/** It is not from the hotline, or not now: answer 400 and do nothing. */
export class WebhookError extends Error {
  override readonly name = "WebhookError";

  constructor(readonly code: WebhookFault) {
    super(code.replace(/_/g, " "));
  }
}

/** A `Headers` of fetch, or those of Node's `http`. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyOptions {
  /** Seconds that its clock and ours may differ. */
  tolerance?: number;
  /** Milliseconds since 1970. */
  now?: number;
}

/**
 * Verifies a delivery. `body` is what came, byte for byte, before anybody parsed it; of several secrets (while one takes
 * the other's place) any may have signed.
 */
export async function verifyWebhook<T = unknown>(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  { tolerance = 300, now = Date.now() }: VerifyOptions = {},
): Promise<Delivery<T>> {
  const id = header(headers, "webhook-id");
  const timestamp = header(headers, "webhook-timestamp");
  const signatures = header(headers, "webhook-signature");
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookError("bad_timestamp");
  const age = Math.floor(now / 1000) - Number(timestamp);
  if (age > tolerance) throw new WebhookError("too_old");
  if (age < -tolerance) throw new WebhookError("too_new");
  const signed = message(id, timestamp, body);
  let matches = false;
  for (const secret of typeof secrets === "string" ? [secrets] : secrets) {
    const key = await keyOf(secret, "verify");
    for (const signature of signatures.split(" ")) {
      const bytes = signature.startsWith("v1,") ? decoded(signature.slice(3)) : undefined;
      // `verify` compares in constant time.
      if (bytes && (await crypt().subtle.verify("HMAC", key, bytes, signed))) matches = true;
    }
  }
  if (!matches) throw new WebhookError("no_signature_matches");
  return { id, at: new Date(Number(timestamp) * 1000), payload: parsed(body) as T };
}

/** The three headers of a delivery, for whoever tests a receiver. */
export async function signWebhook(
  body: string | Uint8Array,
  { id, secret, at = new Date() }: { id: string; secret: string; at?: Date },
): Promise<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = await crypt().subtle.sign("HMAC", await keyOf(secret, "sign"), message(id, timestamp, body));
  const text = btoa(String.fromCharCode(...new Uint8Array(signature)));
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${text}` };
}

function header(headers: WebhookHeaders, name: string): string {
  const get = (headers as { get?: unknown }).get;
  const value = typeof get === "function"
    ? (headers as { get(name: string): string | null }).get(name)
    : Object.entries(headers).find(([known]) => known.toLowerCase() === name)?.[1];
  if (typeof value !== "string" || value === "") throw new WebhookError("missing_header");
  return value;
}

function message(id: string, timestamp: string, body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const head = encoder.encode(`${id}.${timestamp}.`);
  const tail = typeof body === "string" ? encoder.encode(body) : body;
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

function parsed(body: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body));
  } catch {
    throw new WebhookError("not_json");
  }
}

function decoded(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

async function keyOf(secret: string, use: "sign" | "verify"): Promise<CryptoKey> {
  const bytes = decoded(secret.replace(/^whsec_/, ""));
  if (!bytes?.length) throw new WebhookError("bad_secret");
  return crypt().subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, [use]);
}

function crypt(): Crypto {
  if (!webCrypto) throw new Error("no Web Cryptography here: webhooks are verified by servers");
  return webCrypto;
}
