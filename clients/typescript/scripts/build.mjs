// ESM with its types by tsc, the same once more as CommonJS, and for mini-programs one file that their tools need not
// understand.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

process.chdir(fileURLToPath(new URL("../", import.meta.url)));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const compile = (project) => execFileSync(process.execPath, [tsc, "-p", project], { stdio: "inherit" });

rmSync("dist", { recursive: true, force: true });
compile("tsconfig.json");
const modules = readdirSync("dist/esm");
await build({
  entryPoints: modules.filter((name) => name.endsWith(".js")).map((name) => `dist/esm/${name}`),
  outdir: "dist/cjs",
  outExtension: { ".js": ".cjs" },
  format: "cjs",
  target: "es2022",
});
for (const name of modules.filter((name) => name.endsWith(".d.ts"))) {
  cpSync(`dist/esm/${name}`, `dist/cjs/${name.replace(/\.ts$/, ".cts")}`);
}
// By their names a program knows what they are.
for (const name of readdirSync("dist/cjs")) {
  const text = readFileSync(`dist/cjs/${name}`, "utf8");
  writeFileSync(`dist/cjs/${name}`, text.replace(/(["'])(\.\/[\w-]+)\.js\1/g, "$1$2.cjs$1"));
}
await build({
  entryPoints: ["dist/esm/common.js"],
  outfile: "dist/miniprogram/index.js",
  bundle: true,
  minify: true,
  format: "cjs",
  platform: "browser",
  target: "es2017",
  legalComments: "none",
});
if (process.argv[2] !== "--without-tests") compile("test");
