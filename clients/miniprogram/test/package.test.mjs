// What is uploaded to WeChat: small enough, whole, and asking nobody but the hotline.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { lib } from "./stage.mjs";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const files = readdirSync(dist, { recursive: true }).filter((name) => statSync(join(dist, name)).isFile());
const read = (name) => readFileSync(join(dist, name), "utf8");

test("it is below WeChat's 2 MB, the packages included", () => {
  const bytes = files.reduce((sum, name) => sum + statSync(join(dist, name)).size, 0);
  console.log(`mini-program: ${bytes} bytes`);
  assert.ok(files.some((name) => name.startsWith("miniprogram_npm/")), "the packages are not there");
  assert.ok(bytes <= 2 * 1024 * 1024, `${bytes} bytes`);
});

test("every page and every component that is named is there", () => {
  const app = JSON.parse(read("app.json"));
  const wanted = [...app.pages];
  for (const path of wanted) {
    for (const end of [".js", ".json", ".wxml"]) assert.ok(existsSync(join(dist, path + end)), path + end);
    const folder = path.replace(/[^/]*$/, "");
    for (const used of Object.values(JSON.parse(read(`${path}.json`)).usingComponents ?? {})) {
      const component = used.startsWith("/") ? used.slice(1) : join(folder, used);
      if (!wanted.includes(component)) wanted.push(component);
    }
  }
  for (const { pagePath } of app.tabBar.list) assert.ok(app.pages.includes(pagePath));
});

test("both themes give every colour that is named", () => {
  const theme = JSON.parse(read("theme.json"));
  for (const [, name] of read("app.json").matchAll(/"@(\w+)"/g)) assert.ok(theme.light[name] && theme.dark[name], name);
});

test("no style and no page loads anything from elsewhere", () => {
  for (const name of files.filter((name) => /\.(wxss|wxml)$/.test(name))) assert.doesNotMatch(read(name), /url\(["']?https?:|src="https?:/, name);
});

test("both languages say everything, with the same places to fill", () => {
  const { zh, en } = lib("words").words;
  assert.deepEqual(Object.keys(zh), Object.keys(en));
  for (const key of Object.keys(zh)) assert.deepEqual(String(zh[key]).match(/\{\d\}/g), String(en[key]).match(/\{\d\}/g), key);
});

test("a place on WeChat's map is where it is", () => {
  const { fromGcj, toGcj } = lib("place");
  for (const point of [{ lat: 39.90734, lon: 116.39089 }, { lat: 28.19409, lon: 112.98228 }, { lat: 22.54554, lon: 114.0683 }]) {
    const back = fromGcj(toGcj(point));
    assert.ok(Math.abs(back.lat - point.lat) < 2e-6 && Math.abs(back.lon - point.lon) < 2e-6, JSON.stringify(back));
    const shifted = toGcj(point);
    assert.ok(Math.abs(shifted.lon - point.lon) > 0.002, "some hundred metres");
  }
  assert.deepEqual(fromGcj({ lat: 48.8584, lon: 2.2945 }), { lat: 48.8584, lon: 2.2945 }, "elsewhere nothing is shifted");
});

test("a moment is told by the hotline's clock", () => {
  const { moment } = lib("text");
  assert.equal(moment("2026-11-30T17:30:00+08:00", { code: "zh" }), "11月30日（周一）17:30");
  assert.equal(moment("2026-11-30T17:30:00+08:00", { code: "en" }), "Mon 30 Nov, 17:30");
});
