/** What signs and draws lots: Web Cryptography, as browsers and newer runtimes have it. */
export const webCrypto: Crypto | undefined = globalThis.crypto as Crypto | undefined;
