// Writes what is made of schemas/openapi.json: src/api.ts, and in src/keyed.ts which operations take an Idempotency-Key.
// With --check it only says whether they are as they would be written.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const here = new URL("../", import.meta.url);
const document = new URL("../../schemas/openapi.json", here);
const openapi = JSON.parse(await readFile(document, "utf8"));
const resolved = (part) =>
  part.$ref ? part.$ref.slice(2).split("/").reduce((at, name) => at[name], openapi) : part;
const paths = Object.entries(openapi.paths)
  .filter(([, item]) =>
    [...(item.parameters ?? []), ...(item.post?.parameters ?? [])].some(
      (part) => item.post && resolved(part).in === "header" && resolved(part).name === "Idempotency-Key",
    ),
  )
  .map(([path]) => path);

const made = "// Made of schemas/openapi.json by `npm run generate`; not written by hand.\n";
const files = {
  "src/api.ts": made + astToString(await openapiTS(document)),
  "src/keyed.ts": `${made}/** The paths whose POST takes an \`Idempotency-Key\`. */
export const keyed: ReadonlySet<string> = new Set([
${paths.map((path) => `  ${JSON.stringify(path)},\n`).join("")}]);
`,
};
let stale = false;
for (const [name, text] of Object.entries(files)) {
  const file = new URL(name, here);
  if (process.argv.includes("--check")) {
    if ((await readFile(file, "utf8").catch(() => "")) !== text) {
      console.error(`${name} is not what schemas/openapi.json makes: run \`npm run generate\` in clients/typescript`);
      stale = true;
    }
  } else {
    await writeFile(file, text);
  }
}
process.exitCode = stale ? 1 : 0;
