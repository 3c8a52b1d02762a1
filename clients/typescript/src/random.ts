import { webCrypto } from "#crypto";

/** A random UUID: an idempotency key brings a query code, so that nobody may guess it. */
export function randomKey(): string {
  if (!webCrypto) throw new Error("no Web Cryptography here: give the client `newKey`, a function that makes random UUIDs");
  // Pages without TLS have no randomUUID.
  return webCrypto.randomUUID?.() ?? uuid(webCrypto.getRandomValues(new Uint8Array(16)));
}

/** A UUID of version 4 of sixteen random bytes. */
export function uuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte, at) => {
    const marked = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, "0");
  });
  return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)]
    .map((part) => part.join(""))
    .join("-");
}
