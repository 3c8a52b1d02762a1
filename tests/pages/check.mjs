// Looks at every page in a browser: on a telephone and on a desk, with scripts and without, in both languages and every
// look. Fails on what axe finds against WCAG 2.2 AA, on HTML that is none, on what scrolls sideways or is too small to
// press, and on journeys that do not end. Pictures of the pages stay in the folder SHOTS.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { HtmlValidate } from "html-validate";

const { URL: BASE, SHOTS, CHROMIUM } = process.env;
const token = (role) => process.env[`TOKEN_${role}`];
const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const wrong = [];
let heaviest = 0;
const insist = (holds, what) => { if (!holds) wrong.push(what); };
mkdirSync(SHOTS, { recursive: true });
// Whatever else has been found is told, too.
process.on("uncaughtException", (error) => { for (const one of new Set(wrong)) console.log(one); console.error(error); process.exit(1); });

async function api(method, path, body, headers = {}) {
  const answer = await fetch(BASE + path, {
    method, headers: { "Content-Type": "application/json", ...headers }, body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}
const as = (role) => ({ Authorization: `Bearer ${token(role)}` });

// Whoever begins sees a city that is made up, before there is anything else, and takes it out again.
const PASSWORD = "correct horse battery";
const browser = await chromium.launch({
  executablePath: CHROMIUM, headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };
const validated = new Map();
async function logsIn(page, id) {
  await page.goto(`${BASE}/staff/login`);
  await page.fill("#username", id);
  await page.fill("#password", PASSWORD);
  await page.click("main button[type=submit]");
}
await api("POST", "/v1/accounts", { id: "zhao", name: "某人", roles: ["admin", "publisher"], password: PASSWORD }, as("admin"));
for (const [lang, script] of [["zh", true], ["en", false]]) {
  const made = await context(lang, { viewport: lang === "zh" ? DESK : PHONE, script });
  const page = await made.newPage();
  await logsIn(page, "zhao");
  const offered = await page.goto(`${BASE}/staff/setup`);
  validated.set(`${lang} setup, empty`, await offered.text());
  await look(page, `demo-${lang}-offered`, { deep: script });
  await page.click("button[value=fill]");
  await page.waitForSelector("button[value=clear]", { timeout: 30000 }).catch(() => wrong.push(`demo-${lang}: nothing was filled in`));
  await look(page, `demo-${lang}-filled`, { deep: script });
  const filled = await api("GET", "/v1/tickets?limit=100", undefined, as("supervisor"));
  insist(filled.items.length >= 60, `demo-${lang}: ${filled.items.length} cases`);
  for (const path of ["/", "/notices", "/knowledge", "/staff/board", "/staff/heat", "/staff/cases?state=open&sort=due"]) {
    await page.goto(BASE + path);
    await look(page, `demo-${lang}${path.replace(/[^a-z]+/g, "-")}`, { deep: script });
  }
  await page.goto(`${BASE}/staff/setup`);
  await page.click("button[value=clear]");
  await page.waitForSelector("#demo-done", { timeout: 30000 }).catch(() => wrong.push(`demo-${lang}: nothing was taken out`));
  const left = await api("GET", "/v1/tickets?limit=100", undefined, as("supervisor"));
  insist(left.items.length === 0, `demo-${lang}: ${left.items.length} cases stay`);
  await made.close();
}

// What there is to be seen.
const LONG = "没有标点的一句话".repeat(60) + " " + "w".repeat(400);
const notice = await api("POST", "/v1/notices", {
  title: "岳麓区桐梓坡路停水通知", body: "因**管网抢修**，请提前储水。\n\n- 范围：桐梓坡路以北\n- 恢复：当日 12:00\n\n| 时段 | 情况 |\n|---|---|\n| 8–10 点 | 停水 |\n| 10–12 点 | 水压低 |\n\n详情见[官网](https://example.gov.cn)。",
  category: "outage", pinned: true, starts_at: "2099-11-23T08:00:00+08:00", ends_at: "2099-11-23T12:00:00+08:00", place: "桐梓坡路", districts: ["岳麓区"],
}, as("publisher"));
await api("POST", "/v1/notices", { title: "国庆假期热线照常接听", body: "假期里热线照常接听。" }, as("publisher"));
await api("POST", "/v1/notices", { title: `<script>alert(1)</script> ${"长".repeat(60)}`, body: LONG }, as("publisher"));
const entry = await api("POST", "/v1/knowledge", {
  kind: "guide", title: "路灯坏了怎么报修", body: "## 怎么报\n\n说清路名和灯杆编号。\n\n## 多久修好\n\n一般 **3 个工作日**。", category: "城乡建设", source: "城管执法局", source_url: "https://example.gov.cn/lamp",
}, as("publisher"));
await api("POST", "/v1/knowledge", { kind: "policy", title: "社保卡丢了怎么补办", body: "带身份证到任一网点。" }, as("publisher"));
const questions = [
  { id: "often", kind: "one", text: "您多久坐一次夜班公交？", text_en: "How often do you take a night bus?", required: true, options: [{ text: "每天", text_en: "Daily" }, { text: "每周", text_en: "Weekly" }, { text: "很少", text_en: "Seldom" }] },
  { id: "why", kind: "several", text: "为什么坐？", text_en: "Why?", most: 2, options: [{ text: "上下班", text_en: "Work" }, { text: "看病", text_en: "Hospital" }, { text: "便宜", text_en: "It is cheap" }] },
  { id: "content", kind: "scale", text: "满意吗？（1 最低，5 最高）", text_en: "Content? (1 lowest, 5 highest)", highest: 5 },
  { id: "words", kind: "text", text: "还有什么建议？", text_en: "Anything else?" },
];
const survey = { title: "夜班公交问卷", title_en: "Night buses", intro: "帮我们把夜班公交开得更好。", intro_en: "Help us run night buses better.", closes_at: "2099-12-31T18:00:00+08:00", results: "public", ages: true, districts: ["岳麓区", "芙蓉区"], questions };
const open = await api("POST", "/v1/surveys", survey, as("publisher"));
const closed = await api("POST", "/v1/surveys", { ...survey, title: "已结束的问卷", title_en: "A closed one" }, as("publisher"));
for (let n = 0; n < 40; n++) {
  await api("POST", `/v1/surveys/${closed.id}/answers`, { age: "30_44", answers: [{ question: "often", choices: [n % 3 === 0 ? 1 : n % 2 ? 2 : 3] }, { question: "why", choices: n % 2 ? [1] : [1, 3] }, { question: "content", choices: [1 + (n % 5)] }] }, n < 29 ? {} : as("agent"));
}
await api("PUT", `/v1/surveys/${closed.id}`, { opens_at: "2025-01-01T00:00:00Z", closes_at: new Date(Date.now() - 1000).toISOString() }, as("publisher"));
// A case that was answered.
const ticket = await api("POST", "/v1/tickets", { content: `人民路 8 号门口的路灯坏了三天，晚上全黑，老人摔倒过。${LONG}`, location: { address: "人民路 8 号", district: "岳麓区" }, reporter: { phone: "13812341234", name: "李四" } });
const update = (role, body) => api("POST", `/v1/tickets/${ticket.id}/updates`, body, as(role));
const now = () => api("GET", `/v1/tickets/${ticket.id}`, undefined, as("agent"));
if ((await now()).state === "pending") await update("agent", { action: "accept" });
await api("POST", `/v1/tickets/${ticket.id}/assignment`, { lead: "cgj" }, as("agent"));
await update("handler", { action: "sign" });
await update("handler", { action: "contact", note: "已联系" });
await update("handler", { action: "progress", public: "灯具已采购，明天更换。" });
const codes = { working: await api("POST", "/v1/tickets", { content: "小区门口的井盖松动，车开过去很响", location: { address: "解放路 2 号" } }) };
await update("handler", { action: "reply", note: "已更换", public: "您反映的路灯已于今天 16:00 更换，经现场查看已恢复照明。感谢您的监督。", resolved: true });
await update("agent", { action: "approve" });

const html = new HtmlValidate({
  root: true, extends: ["html-validate:recommended"],
  // What the template engine decides, and what is a matter of taste; and `novalidate` is not, since faults are told by the page.
  rules: { "no-trailing-whitespace": "off", "void-style": "off", "long-title": "off", "no-inline-style": "error", "tel-non-breaking": "off", "attribute-boolean-style": "off", "doctype-style": "off", "no-implicit-button-type": "error", "prefer-native-element": "off", "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit", "button"] }] },
});

/** Looks at what a page shows. */
async function look(page, name, { deep = true } = {}) {
  const raw = await page.content();
  if (deep) {
    await page.evaluate(AXE);
    const found = await page.evaluate(async () => (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })).violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 160)} (${n.failureSummary.split("\n")[1] || ""})`).join(" | ")}`));
    for (const one of found) wrong.push(`${name}: axe: ${one}`);
  }
  const measured = await page.evaluate(() => {
    const small = [...document.querySelectorAll("button, input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea, .button, nav a, summary, .call a")].filter((e) => e.getClientRects().length && e.getBoundingClientRect().height < 43.5).map((e) => e.outerHTML.slice(0, 100));
    // What comes over the air where nothing is cached, heads of answers included.
    const parts = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].filter((part) => part.initiatorType !== "fetch");
    const bytes = parts.reduce((sum, part) => sum + part.encodedBodySize + 600, 0);
    return { wide: document.documentElement.scrollWidth - document.documentElement.clientWidth, small, bytes };
  });
  insist(measured.bytes <= 60_000, `${name}: ${measured.bytes} bytes`);
  heaviest = Math.max(heaviest, measured.bytes);
  insist(measured.wide <= 0, `${name}: scrolls sideways by ${measured.wide}`);
  for (const one of measured.small) wrong.push(`${name}: too small to press: ${one}`);
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  return raw;
}

async function context(lang, { viewport = PHONE, script = true, words = "normal.light.usual", ...more } = {}) {
  const made = await browser.newContext({ viewport, javaScriptEnabled: script, locale: lang === "zh" ? "zh-CN" : "en", serviceWorkers: "block", ...more });
  await made.addCookies([{ name: "lang", value: lang, url: BASE }, { name: "look", value: words, url: BASE }]);
  return made;
}

const PAGES = { home: "/", submit: "/submit", track: "/track", notices: "/notices", notice: `/notices/${notice.id}`, knowledge: "/knowledge", found: "/knowledge?q=路灯", entry: `/knowledge/${entry.id}`, surveys: "/surveys", survey: `/surveys/${open.id}`, results: `/surveys/${closed.id}/results`, adopted: "/adopted", figures: "/figures", guide: "/guide", settings: "/settings", offline: "/offline", missing: "/notices/999999" };

/** From the first page to the receipt and on, with or without scripts. */
async function journey(page, name, options) {
  const shot = (step) => look(page, `${name}-${step}`, options);
  await page.goto(`${BASE}/`);
  await page.fill("#content", `楼下工地半夜还在施工，吵得睡不着。${"w".repeat(120)}`);
  await page.click("button[value=open]");
  insist(await page.inputValue("#content").then((text) => text.includes("半夜")), `${name}: what was written is lost`);
  await page.fill("#address", "解放路 8 号");
  await page.fill("#phone", "13812341234");
  await shot("filled");
  await page.click("button[value=check]");
  await shot("review");
  await page.setInputFiles("#files", { name: "工地.jpg", mimeType: "image/jpeg", buffer: Buffer.concat([Buffer.from("ffd8ffdb0002ffda0002", "hex"), Buffer.from("not much of a picture"), Buffer.from("ffd9", "hex")]) });
  await page.click("button[value=send]");
  insist(page.url() === `${BASE}/track/receipt`, `${name}: no receipt but ${page.url()}`);
  const [id, code] = await page.$$eval("[data-copy]", (all) => all.map((e) => e.dataset.copy));
  insist(/^[0-9]{14}$/.test(id || "") && (code || "").length >= 8, `${name}: a receipt without number and code`);
  await shot("receipt");
  await page.click("a[href='/track/case']");
  await shot("case");
  await page.click("details:has(#text) > summary");
  await page.fill("#text", "昨晚又吵到两点");
  await page.click("button[value=supplement]");
  insist((await page.textContent("main")).includes("昨晚又吵到两点"), `${name}: nothing was added`);
  await page.click("button[value=urge]");
  insist((await page.textContent("main")).match(/催办了一次|You urged/), `${name}: nothing was urged`);
  await page.click("button[value=leave]");
  await page.fill("#number", id);
  await page.fill("#code", "AAAA-AAAA");
  await page.click("main button[type=submit]");
  await shot("wrong-code");
  await page.fill("#code", code);
  await page.click("main button[type=submit]");
  insist(page.url() === `${BASE}/track/case`, `${name}: the code does not open it: ${page.url()}`);
  return { id, code };
}

/** The case that waits to be rated, in every form. */
async function answered(page, name, options) {
  await page.goto(`${BASE}/track`);
  await page.fill("#number", ticket.id);
  await page.fill("#code", ticket.query_code);
  await page.click("main button[type=submit]");
  await look(page, `${name}-answered`, options);
}

// Every page in the looks that differ most; HTML in both languages.
const LOOKS = [
  ["phone-zh-light", "zh", { viewport: PHONE }, true],
  ["desk-en-light", "en", { viewport: DESK }, true],
  ["phone-en-dark", "en", { viewport: PHONE, words: "normal.dark.usual" }, true],
  ["desk-zh-dark", "zh", { viewport: DESK, words: "normal.dark.usual" }, false],
  ["phone-zh-large", "zh", { viewport: PHONE, words: "large.light.usual" }, false],
  ["phone-zh-contrast", "zh", { viewport: PHONE, words: "normal.light.more" }, true],
  ["phone-zh-contrast-dark", "zh", { viewport: PHONE, words: "normal.dark.more" }, false],
];
async function oneLook([name, lang, options, deep]) {
  const made = await context(lang, options);
  const page = await made.newPage();
  page.on("console", (message) => { if (message.type() === "error" && !/404|403/.test(message.text())) wrong.push(`${name}: console: ${message.text()}`); });
  page.on("pageerror", (error) => wrong.push(`${name}: ${error}`));
  for (const [of, path] of Object.entries(PAGES)) {
    const answer = await page.goto(BASE + path);
    if (deep && options.viewport === PHONE === (lang === "zh") && !validated.has(`${lang} ${of}`)) validated.set(`${lang} ${of}`, await answer.text());
    await look(page, `${name}-${of}`, { deep });
  }
  await answered(page, name, { deep });
  await made.close();
}
await Promise.all([LOOKS.slice(0, 4), LOOKS.slice(4)].map(async (some) => { for (const one of some) await oneLook(one); }));

// Journeys: with scripts, without, and danger.
for (const [name, script, lang] of [["script-zh", true, "zh"], ["plain-en", false, "en"]]) {
  const made = await context(lang, { script });
  const page = await made.newPage();
  page.on("console", (message) => { if (message.type() === "error" && !/404|422/.test(message.text())) wrong.push(`${name}: console: ${message.text()}`); });
  // Without scripts axe has no clock; the HTML is the same.
  await journey(page, name, { deep: script });
  await page.goto(`${BASE}/submit`);
  await page.fill("#content", "");
  await page.click("button[value=check]");
  await look(page, `${name}-fault`, { deep: script });
  insist(await page.locator("#faults").count() === 1, `${name}: no summary of what is wrong`);
  await page.fill("#content", "现在楼道里煤气泄漏了，味道很大");
  if (script) {
    await page.waitForSelector("#help .call a[href='tel:119']", { timeout: 5000 }).catch(() => wrong.push(`${name}: no help while danger is being written`));
    await look(page, `${name}-help`);
  }
  await page.click("button[value=check]");
  await look(page, `${name}-danger`, { deep: script });
  await made.close();
}

// A draft outlives the browser, the link of a message opens its case, and what was read is there without a network.
{
  const made = await context("zh", { serviceWorkers: "allow" });
  let page = await made.newPage();
  await page.goto(`${BASE}/submit`);
  await page.fill("#content", "写到一半的诉求");
  await page.close();
  page = await made.newPage();
  await page.goto(`${BASE}/submit`);
  insist(await page.inputValue("#content") === "写到一半的诉求", "a draft is lost with its page");
  await page.goto(`${BASE}/track#${codes.working.id}.${codes.working.query_code}`);
  await page.waitForURL(`${BASE}/track/case`, { timeout: 5000 }).catch(() => wrong.push("the link of a message does not open its case"));
  insist(!(await page.evaluate(() => location.href)).includes("#"), "what opens a case stays in the address");
  await page.goto(`${BASE}/notices`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.goto(`${BASE}/track/case`);
  await page.waitForTimeout(500);
  // A browser that is driven cannot take the network from a worker: what it has kept is looked at instead.
  const kept = await page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname)))).flat());
  insist(kept.includes("/notices") && kept.includes("/offline"), `a page that was read is not kept: ${kept}`);
  insist(!kept.some((path) => path.startsWith("/track") || path.startsWith("/submit") || path.startsWith("/v1")), `kept: ${kept}`);
  await made.close();
}

// 320 px are what is left of 1280 at 400 %.
for (const lang of ["zh", "en"]) {
  const made = await context(lang, { viewport: { width: 320, height: 600 }, words: lang === "zh" ? "large.light.usual" : "normal.light.usual" });
  const page = await made.newPage();
  for (const [of, path] of Object.entries(PAGES)) {
    await page.goto(BASE + path);
    await look(page, `narrow-${lang}-${of}`, { deep: false });
  }
  await answered(page, `narrow-${lang}`, { deep: false });
  await made.close();
}

// Letters of twice the size; and on paper, where figures stand without what only a screen has.
for (const [lang, viewport] of [["zh", PHONE], ["en", DESK]]) {
  const made = await context(lang, { viewport });
  const page = await made.newPage();
  for (const [of, path] of Object.entries(PAGES)) {
    await page.goto(BASE + path);
    await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    await look(page, `twice-${lang}-${of}`, { deep: false });
  }
  const size = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
  insist(size >= 32, `twice-${lang}: letters stay at ${size} px`);
  await made.close();
}
async function printed(page, name) {
  await page.emulateMedia({ media: "print" });
  const shown = await page.evaluate(() => {
    const seen = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.getClientRects().length);
    return { nav: seen("nav, button").length, charts: seen("svg[role=img], figure svg").length, tables: seen("table").length, title: seen("h1").length };
  });
  insist(shown.nav === 0, `${name}: on paper stand ${shown.nav} things to press`);
  insist(shown.title === 1, `${name}: paper has no title`);
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  await page.emulateMedia({ media: "screen" });
  return shown;
}
{
  const made = await context("zh", { viewport: { width: 794, height: 1123 }, words: "normal.dark.usual" });
  const page = await made.newPage();
  await page.goto(`${BASE}/figures`);
  const shown = await printed(page, "print-figures");
  insist(shown.charts > 0 && shown.tables > 0, `print-figures: ${shown.charts} charts, ${shown.tables} tables`);
  await page.goto(`${BASE}/notices/${notice.id}`);
  await printed(page, "print-notice");
  await made.close();
}

// The desks of staff: everybody at theirs, on a telephone and on a desk, in both languages and in the dark.
for (const [id, roles, dept] of [["qian", ["agent"]], ["sun", ["handler"], "cgj"], ["zhou", ["supervisor", "agent"]], ["wu", ["publisher"]]]) {
  await api("POST", "/v1/accounts", { id, name: "某人", roles, dept, password: PASSWORD }, as("admin"));
}
const waiting = await api("POST", "/v1/tickets", { content: `解放路 8 号的路灯不亮，已经三天。${LONG}`, location: { address: "解放路 8 号", district: "岳麓区" }, reporter: { phone: "13812341234", name: "李四" } });
if ((await api("GET", `/v1/tickets/${waiting.id}`, undefined, as("agent"))).lead?.code !== "cgj") await api("POST", `/v1/tickets/${waiting.id}/assignment`, { lead: "cgj" }, as("agent")).catch(() => {});
const OFFICES = ["setup", "departments", "departments/cgj", "accounts", "accounts/sun", "keys", "keys/new", "webhooks/new", "settings", "settings?part=calendar", "settings?part=lists", "messages", "models", "oncall", "incidents", "audit?verify=1", "catalogue?rule=0"];
const DESKS = {
  qian: { intake: "/staff/intake", queue: "/staff/cases?state=pending&sort=oldest", account: "/staff/account" },
  sun: { queue: "/staff/cases?state=open&sort=due", case: `/staff/cases/${waiting.id}?state=open&sort=due` },
  zhou: { queue: "/staff/cases?owes=review&sort=oldest", answered: `/staff/cases/${ticket.id}?state=open&sort=due`, reporter: `/staff/cases/${ticket.id}/reporter`, board: "/staff/board", hotspots: "/staff/hotspots", heat: "/staff/heat" },
  wu: { notices: "/staff/notices", notice: "/staff/notices/new", knowledge: "/staff/knowledge/new", survey: "/staff/surveys/new", outcome: `/staff/surveys/${closed.id}/results` },
  zhao: Object.fromEntries(OFFICES.map((path) => [path.replace(/[^a-z]+/g, "-"), `/staff/${path}`])),
};
const STAFF_LOOKS = [
  ["staff-zh", "zh", { viewport: DESK }, true],
  ["staff-en-dark", "en", { viewport: DESK, words: "normal.dark.usual" }, true],
  ["staff-phone-contrast", "zh", { viewport: PHONE, words: "normal.light.more" }, true],
  ["staff-phone-contrast-dark", "en", { viewport: PHONE, words: "normal.dark.more" }, false],
  ["staff-narrow-large", "zh", { viewport: { width: 320, height: 600 }, words: "large.light.usual" }, false],
];
async function staffLook([name, lang, options, deep]) {
  for (const [id, pages] of Object.entries(DESKS)) {
    const made = await context(lang, options);
    const page = await made.newPage();
    page.on("console", (message) => { if (message.type() === "error" && !/404|403|422/.test(message.text())) wrong.push(`${name}: console: ${message.text()}`); });
    page.on("pageerror", (error) => wrong.push(`${name}: ${error}`));
    await page.goto(`${BASE}/staff/login`);
    if (id === "qian") await look(page, `${name}-login`, { deep });
    await logsIn(page, id);
    for (const [of, path] of Object.entries(pages)) {
      const answer = await page.goto(BASE + path);
      insist(answer.status() === 200, `${name}: ${path} answers ${answer.status()}`);
      if (deep) validated.set(`${lang} ${id} ${of}`, await answer.text());
      await look(page, `${name}-${id}-${of}`, { deep });
    }
    await made.close();
  }
}
await Promise.all([STAFF_LOOKS.slice(0, 2), STAFF_LOOKS.slice(2)].map(async (some) => { for (const one of some) await staffLook(one); }));

// A whole day by keyboard alone, with scripts; and without scripts by what the pages show.
for (const script of [true, false]) {
  const name = script ? "keys" : "plain";
  const made = await context("zh", { viewport: DESK, script });
  const page = await made.newPage();
  await logsIn(page, "qian");
  insist(page.url() === `${BASE}/staff/intake`, `${name}: an agent begins at ${page.url()}`);
  if (script) {
    insist(await page.evaluate(() => document.activeElement.id) === "phone", `${name}: the caller's number is first`);
    await page.keyboard.type("13911113333");
    await page.keyboard.press("Tab");
    await page.keyboard.type("王五");
    await page.focus("#content");
    await page.keyboard.type("人行道的地砖坏了一大片，老人容易绊倒");
    await page.waitForSelector("#known .understood", { timeout: 5000 }).catch(() => wrong.push(`${name}: nothing is understood while one writes`));
    await page.selectOption("#lead", "cgj");
    await page.focus("#content");
    await page.keyboard.press("Control+Enter");
  } else {
    await page.fill("#content", "人行道的地砖坏了一大片，老人容易绊倒，没有脚本");
    await page.selectOption("#lead", "cgj");
    await page.click("button[value=dispatch]");
  }
  await page.waitForURL(`${BASE}/staff/intake/taken`, { timeout: 5000 }).catch(() => wrong.push(`${name}: nothing was taken down: ${page.url()}`));
  await look(page, `${name}-taken`, { deep: script });
  const [id] = await page.$$eval("[data-copy]", (all) => all.map((e) => e.dataset.copy));
  if (script) {
    await page.keyboard.press("n");
    await page.waitForURL(`${BASE}/staff/intake`, { timeout: 5000 }).catch(() => wrong.push(`${name}: no next call`));
  }
  await made.close();
  const department = await context("zh", { viewport: DESK, script });
  const desk = await department.newPage();
  await logsIn(desk, "sun");
  await desk.goto(`${BASE}/staff/cases?state=assigned&sort=newest`);
  if (script) {
    await desk.keyboard.press("j");
    await desk.keyboard.press("Enter");
    await desk.waitForURL(/staff\/cases\/\d{14}/, { timeout: 5000 }).catch(() => wrong.push(`${name}: j and Enter open no case`));
  }
  await desk.goto(`${BASE}/staff/cases/${id}?state=assigned&sort=newest`);
  if (script) await desk.keyboard.press("s"); else await desk.click("button[value=sign]");
  await desk.waitForURL(/done=sign/, { timeout: 5000 }).catch(() => wrong.push(`${name}: nothing was signed for`));
  if (script) {
    await desk.keyboard.press("r");
    await desk.keyboard.type("已换砖");
    await desk.keyboard.press("Tab");
    await desk.keyboard.type("我们会尽快处理");
    await desk.waitForSelector(".reply-help .hints", { timeout: 5000 }).catch(() => wrong.push(`${name}: nothing stands out in an empty phrase`));
    await look(desk, `${name}-reply`);
  } else {
    await desk.click("details:has(#reply-note) > summary");
    await desk.fill("#reply-note", "已换砖");
  }
  await desk.fill("#reply-public", "破损的 12 块地砖已于今天 15:00 更换，欢迎再次反映：0731-12345。");
  await desk.selectOption("#reply-resolved", "yes");
  await desk.click("form.beside button[value=reply]");
  await desk.waitForURL(/done=reply/, { timeout: 5000 }).catch(() => wrong.push(`${name}: nothing was replied`));
  await department.close();
  insist((await api("GET", `/v1/tickets/${id}`, undefined, as("agent"))).state === "in_review", `${name}: the reply does not wait for its review`);
}

// What was being sent when the session ended waits on the page to log in on, with scripts and without, and for nobody else.
for (const script of [true, false]) {
  const name = script ? "kept" : "kept-plain";
  const made = await context("zh", { viewport: DESK, script });
  const page = await made.newPage();
  await logsIn(page, "qian");
  await page.goto(`${BASE}/staff/cases/${waiting.id}?state=open&sort=due`);
  await page.click("details:has(#urge-note) > summary");
  await page.fill("#urge-note", "市民来电催办 <b>两次</b> & \"很急\"");
  await api("POST", "/v1/accounts/qian/revocation", {}, as("admin"));
  await page.click("button[value=urge]");
  insist((await page.textContent("main")).includes("登录过期了"), `${name}: what was written is lost`);
  await look(page, `${name}-login`, { deep: script });
  await page.fill("#username", "qian");
  await page.fill("#password", PASSWORD);
  await page.click("main button[type=submit]");
  insist((await page.textContent("main")).includes('催办 <b>两次</b> & "很急"'), `${name}: what was written is not shown`);
  await look(page, `${name}-again`, { deep: script });
  await page.click("main button[type=submit]");
  await page.waitForURL(/done=urge/, { timeout: 5000 }).catch(() => wrong.push(`${name}: nothing was sent: ${page.url()}`));
  const story = await api("GET", `/v1/tickets/${waiting.id}`, undefined, as("agent"));
  insist(JSON.stringify(story).includes('催办 <b>两次</b> & \\"很急\\"'), `${name}: something else was sent`);
  await made.close();
}

// A telephone system opens the desk with what it knows, which stays in no address and is understood at once.
{
  const made = await context("zh", { viewport: DESK });
  const page = await made.newPage();
  await logsIn(page, "qian");
  await page.goto(`${BASE}/staff/account`);
  await page.goto(`${BASE}/staff/intake#${new URLSearchParams({ phone: "13812341234", name: "李四", district: "岳麓区" })}`);
  await page.waitForFunction(() => document.querySelector("#phone").value === "13812341234", null, { timeout: 5000 }).catch(() => wrong.push("a call opens the desk with nothing"));
  insist(await page.inputValue("#name") === "李四" && await page.inputValue("#district") === "岳麓区", "a call says who and where");
  insist(!(await page.evaluate(() => location.href)).includes("#"), "what is known of a caller stays in the address");
  await page.waitForSelector("#known a[href^='/staff/cases/']", { timeout: 5000 }).catch(() => wrong.push("a call shows no earlier cases of its number"));
  await made.close();
}

// A call-taker puts a reporter right, where the reporter was shown.
{
  const made = await context("zh", { viewport: PHONE });
  const page = await made.newPage();
  await logsIn(page, "qian");
  await page.goto(`${BASE}/staff/cases/${waiting.id}`);
  await page.click(`main a[href="/staff/cases/${waiting.id}/reporter"]`);
  await page.fill("#reason", "回电核实");
  await page.click("form:has(#reason) button[type=submit]");
  await page.waitForSelector("#reporter-phone", { timeout: 5000 }).catch(() => wrong.push("a reporter who is shown is not put right"));
  await look(page, "reporter-open");
  await page.fill("#reporter-phone", "13900001234");
  await page.click("form:has(#reporter-phone) button[value=correct]");
  await page.waitForURL(/done=reporter/, { timeout: 5000 }).catch(() => wrong.push(`a reporter is not put right: ${page.url()}`));
  insist((await page.textContent("main")).includes("139****1234"), "another number is not shown");
  await made.close();
}

// The pictures of the READMEs: what fits on a screen, in each language.
for (const lang of ["zh", "en"]) {
  const shoot = async (page, name) => page.screenshot({ path: `${SHOTS}/readme-${lang}-${name}.png` });
  const phone = await context(lang, { viewport: { width: 360, height: 720 } });
  const citizen = await phone.newPage();
  await citizen.goto(`${BASE}/`);
  await shoot(citizen, "home");
  await citizen.goto(`${BASE}/track`);
  await citizen.fill("#number", ticket.id);
  await citizen.fill("#code", ticket.query_code);
  await citizen.click("main button[type=submit]");
  await shoot(citizen, "case");
  await phone.close();
  const wide = await context(lang, { viewport: { width: 1280, height: 800 } });
  const desk = await wide.newPage();
  await logsIn(desk, "zhou");
  for (const [name, path] of [["desk", `/staff/cases/${waiting.id}?state=open&sort=due`], ["board", "/staff/board"]]) {
    await desk.goto(BASE + path);
    await shoot(desk, name);
  }
  await wide.close();
}

for (const [name, text] of validated) {
  const report = await html.validateString(text, name);
  for (const result of report.results) for (const message of result.messages) wrong.push(`${name}: html: ${message.ruleId}: ${message.message} (line ${message.line}: ${text.split("\n")[message.line - 1]?.slice(0, 120)})`);
}
await browser.close();
for (const one of new Set(wrong)) console.log(one);
console.log(`${validated.size} pages validated, ${wrong.length} faults; the heaviest page is ${heaviest} bytes; pictures in ${SHOTS}`);
process.exit(wrong.length ? 1 : 0);
