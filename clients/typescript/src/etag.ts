import type { Version } from "./types.js";

/** `If-Match` for a version: `5`, `{version: 5}` and `"5"` with its quotes are the same one. */
export function etagOf(version: Version): string {
  if (typeof version === "string") return version;
  return `"${typeof version === "number" ? version : version.version}"`;
}
