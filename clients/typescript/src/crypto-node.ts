import { webcrypto } from "node:crypto";

/** Node 18 has no global of it; package.json names this file where it is Node that asks. */
export const webCrypto: Crypto | undefined = webcrypto as unknown as Crypto;
