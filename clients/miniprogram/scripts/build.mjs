// Checks the types, and makes in dist what WeChat's tools open and upload: the pages as CommonJS, and of the packages
// what the pages use, for the whole component library alone would be larger than a mini-program may be.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";

process.chdir(fileURLToPath(new URL("../", import.meta.url)));
const require = createRequire(import.meta.url);
execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "."], { stdio: "inherit" });

const target = "es2018";
const asCommonJs = (code, loader) => transformSync(code, { loader, format: "cjs", target, charset: "utf8" }).code;
const write = (file, text) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
// Beside "type": "module" of package.json; WeChat's tools leave it out.
writeFileSync("dist/package.json", '{ "type": "commonjs" }\n');
for (const name of readdirSync("src", { recursive: true })) {
  const [from, to] = [join("src", name), join("dist", name)];
  if (statSync(from).isDirectory()) continue;
  if (name.endsWith(".ts")) write(to.replace(/\.ts$/, ".js"), asCommonJs(readFileSync(from, "utf8"), "ts"));
  else write(to, readFileSync(from));
}

const packages = "dist/miniprogram_npm";
const client = dirname(require.resolve("minsheng-client/package.json"));
cpSync(join(client, "dist/miniprogram/index.js"), join(packages, "minsheng-client/index.js"));

// The library's files that the pages reach, from file to file.
const library = join(dirname(require.resolve("tdesign-miniprogram/package.json")), "miniprogram_dist");
const OWN = "/miniprogram_npm/tdesign-miniprogram/";
const reached = new Set();
const reach = (file) => {
  if (!reached.has(file) && existsSync(file) && statSync(file).isFile()) reached.add(file);
};
const component = (path) => [".js", ".json", ".wxml", ".wxss"].forEach((end) => reach(path + end));
const script = (folder, name) => {
  const nested = join(library, "miniprogram_npm", name);
  const base = name.startsWith(".") ? resolve(folder, name) : nested;
  for (const file of [base, `${base}.js`, join(base, "index.js")]) {
    if (existsSync(file) && statSync(file).isFile()) return reach(file);
  }
  throw new Error(`${name}, which ${folder} asks for, is not there`);
};
for (const name of readdirSync("src", { recursive: true })) {
  if (!/\.(json|wxss)$/.test(name)) continue;
  for (const [, path] of readFileSync(join("src", name), "utf8").matchAll(/"\/miniprogram_npm\/tdesign-miniprogram\/([^"]+)"/g)) {
    if (name.endsWith(".json")) component(join(library, path));
    else reach(join(library, path));
  }
}
for (const file of reached) {
  const [folder, text] = [dirname(file), readFileSync(file, "utf8")];
  const each = (pattern, take) => [...text.matchAll(pattern)].forEach(([, name]) => take(name));
  if (file.endsWith(".json")) Object.values(JSON.parse(text).usingComponents ?? {}).forEach((path) => component(resolve(folder, path)));
  if (file.endsWith(".js")) each(/(?:\bfrom|\bimport)\s*["']([^"']+)["']/g, (name) => script(folder, name));
  if (file.endsWith(".js") || file.endsWith(".wxs")) each(/\brequire\(["']([^"']+)["']\)/g, (name) => script(folder, name));
  if (file.endsWith(".wxml")) each(/<(?:import|include|wxs)\b[^>]*\bsrc="([^"]+)"/g, (name) => reach(resolve(folder, name)));
  if (file.endsWith(".wxss")) each(/@import\s+["']([^"']+)["']/g, (name) => reach(resolve(folder, name)));
}
for (const file of reached) {
  const to = join(packages, "tdesign-miniprogram", relative(library, file));
  let text = readFileSync(file, "utf8");
  if (file.endsWith(".js")) {
    // What it brings along stands in its own folder; a path finds it wherever the code runs.
    const bring = (_, quote, name) => {
      const path = relative(dirname(file), join(library, "miniprogram_npm", name, "index.js"));
      return `from${quote}${path.startsWith(".") ? path : `./${path}`}${quote}`;
    };
    text = asCommonJs(text.replace(/\bfrom\s*(["'])([\w-]+)\1/g, bring), "js");
  }
  // Its icons are a font on somebody else's server: no page uses them, and no phone is to ask for them.
  if (file.endsWith(".wxss")) text = text.replace(/@font-face\s*\{[^}]*\}/g, "");
  write(to, text);
}
cpSync(join(library, "../LICENSE"), join(packages, "tdesign-miniprogram/LICENSE"));
console.log(`dist: ${reached.size} files of the component library`);
