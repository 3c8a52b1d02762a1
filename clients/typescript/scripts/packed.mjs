// The package as it would be published: what publint and @arethetypeswrong/cli say of it, whether its types resolve for
// whoever installs it, the examples of README.md, and how large it is in a page and in a mini-program.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Bytes, minified: what a page loads that makes a client, everything there is, and what a mini-program gets. */
const LARGEST = { page: 12 * 1024, everything: 14 * 1024, miniprogram: 16 * 1024 };

const here = fileURLToPath(new URL("../", import.meta.url));
const require = createRequire(import.meta.url);
const run = (program, args, cwd = here) => execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
const node = (script, args, cwd) => {
  try {
    return run(process.execPath, [script, ...args], cwd);
  } catch (error) {
    console.error(error.stdout);
    process.exit(1);
  }
};

const folder = mkdtempSync(join(tmpdir(), "minsheng-client-"));
try {
  const [packed] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder]));
  const tarball = join(folder, packed.filename);
  console.log(`${packed.filename}: ${packed.files.length} files, ${packed.size} bytes`);
  assert.ok(!packed.files.some(({ path }) => path.includes("test")), "tests are packed");
  node(join(here, "node_modules/publint/src/cli.js"), ["run", tarball, "--strict"]);
  node(join(here, "node_modules/@arethetypeswrong/cli/dist/index.js"), [tarball, "--format", "ascii"]);

  // Somebody who installs it, without a DOM's types and with all that is strict.
  const user = join(folder, "user");
  mkdirSync(user);
  writeFileSync(join(user, "package.json"), JSON.stringify({ name: "user", private: true }));
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--loglevel", "error", tarball], user);
  const example = `import { createClient, isProblem, type Schemas } from "minsheng-client";
const client = createClient({ baseUrl: "https://12345.example" });
export const submitted: Promise<Schemas["Receipt"]> = client.tickets.submit({ content: "路灯坏了" });
export const state = client.get("/v1/tickets/{id}", { path: { id: "1" } }).then(({ data }) => data.state satisfies Schemas["State"]);
// @ts-expect-error a path without an operation of this method
client.get("/v1/tickets/{id}/updates", { path: { id: "1" } });
// @ts-expect-error the path's parameter is missing
client.get("/v1/tickets/{id}");
// @ts-expect-error no such filter
client.get("/v1/tickets", { query: { colour: "red" } });
// @ts-expect-error the body lacks what is required
client.post("/v1/tickets", { body: {} });
// @ts-expect-error classifying takes no key
client.post("/v1/classify", { body: { text: "路灯" }, idempotencyKey: "k" });
// @ts-expect-error not a list
client.items("/v1/words");
// @ts-expect-error undefined is not the same as leaving out
client.tickets.submit({ content: "路灯坏了", attachments: undefined });
export const known = (error: unknown) => (isProblem(error) ? error.code : undefined);
`;
  const examples = [...readFileSync(join(here, "README.md"), "utf8").matchAll(/^\`\`\`ts\n([^]*?)^\`\`\`/gm)];
  assert.ok(examples.length > 4, "README.md has no examples");
  examples.forEach(([, code], at) => writeFileSync(join(user, `readme-${at}.mts`), `${code}\nexport {};\n`));
  writeFileSync(join(user, "esm.mts"), example);
  writeFileSync(join(user, "cjs.cts"), example);
  writeFileSync(join(user, "plain.ts"), example);
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true, target: "ES2022", types: [] };
  const projects = {
    node16: { options: { module: "Node16", moduleResolution: "Node16", lib: ["ES2020"] }, files: ["esm.mts", "cjs.cts"] },
    nodenext: { options: { module: "NodeNext", moduleResolution: "NodeNext", lib: ["ES2020"] }, files: ["esm.mts", "cjs.cts"] },
    bundler: { options: { module: "ESNext", moduleResolution: "Bundler", lib: ["ES2020"] }, files: ["plain.ts", "esm.mts"] },
    node10: { options: { module: "CommonJS", moduleResolution: "Node10", lib: ["ES2020"] }, files: ["plain.ts"] },
    readme: { options: { module: "NodeNext", moduleResolution: "NodeNext", lib: ["ES2022", "DOM", "DOM.Iterable"], typeRoots: [join(here, "node_modules/@types")], types: ["node"] }, files: examples.map((_, at) => `readme-${at}.mts`) },
  };
  for (const [name, { options, files }] of Object.entries(projects)) {
    writeFileSync(join(user, `${name}.json`), JSON.stringify({ compilerOptions: { ...strict, ...options }, files }));
    node(require.resolve("typescript/bin/tsc"), ["-p", `${name}.json`], user);
    console.log(`types resolve: ${name}`);
  }

  const sizes = { miniprogram: statSync(join(here, "dist/miniprogram/index.js")).size };
  for (const [name, what] of [["page", "{ createClient, isProblem }"], ["everything", "* as all"]]) {
    const entry = join(user, `${name}.mjs`);
    writeFileSync(entry, `import ${what} from "minsheng-client"; globalThis.used = ${what.replace("* as ", "")};`);
    const bundle = await build({ entryPoints: [entry], bundle: true, minify: true, write: false, format: "esm", platform: "browser", target: "es2022" });
    const [{ text, contents }] = bundle.outputFiles;
    assert.ok(!/node:/.test(text), "a page would load Node's modules");
    sizes[name] = contents.length;
    console.log(`${name}: ${contents.length} bytes minified, ${gzipSync(contents).length} compressed`);
  }
  console.log(`mini-program: ${sizes.miniprogram} bytes minified`);
  for (const [where, size] of Object.entries(sizes)) assert.ok(size <= LARGEST[where], `${where}: ${size} bytes, ${LARGEST[where]} at most`);

  // Both ways of loading it.
  assert.equal(run(process.execPath, ["-e", 'console.log(typeof require("minsheng-client").createClient)'], user).trim(), "function");
  assert.equal(run(process.execPath, ["--input-type=module", "-e", 'import { verifyWebhook } from "minsheng-client"; console.log(typeof verifyWebhook)'], user).trim(), "function");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
