import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { fresh, lib, network, page, phone, settled, text } from "./stage.mjs";

const ID = "20261126000042";
const receipt = {
  id: ID,
  query_code: "7K2M-9QXD",
  state: "assigned",
  classification: null,
  department: { code: "cgj", name: "城市管理和综合执法局" },
  due_at: "2026-11-30T17:30:00+08:00",
  emergency: null,
  confidential: false,
  message: "已受理并派单，请妥善保存查询码。",
};
const classified = {
  category: "城乡建设",
  path: ["城乡建设", "城市公共设施"],
  kind: "help",
  urgency: "normal",
  department: { code: "cgj", name: "城市管理和综合执法局" },
};
const ticket = {
  id: ID,
  version: 2,
  state: "follow_up",
  state_label: "待回访",
  subject: "路灯",
  content: "路灯坏了",
  lead: { code: "cgj", name: "城市管理和综合执法局" },
  answer: "路灯已修复。",
  closed_at: null,
  deadline: { due_at: "2026-11-30T17:30:00+08:00", overdue: false },
  allowed_actions: ["rate", "supplement", "urge", "withdraw"],
  timeline: [
    { seq: 1, at: "2026-11-26T10:00:00+08:00", action: "submit", label: "提交", public: null },
    { seq: 2, at: "2026-11-27T09:00:00+08:00", action: "reply", label: "办理答复", public: "路灯已修复。" },
  ],
};

/** Requests as `METHOD /path`, with what each is answered; WeChat's log-in is not set up unless a test says so. */
function hotline(answers) {
  const asked = [];
  network.answer = ({ method = "GET", url, header, data }) => {
    const path = url.replace(/^https?:\/\/[^/]+/, "").replace(/\?.*/, "");
    const call = { what: `${method} ${path}`, header, body: typeof data === "string" ? JSON.parse(data) : data, url };
    asked.push(call);
    const answer = answers[call.what] ?? { status: 404, body: { code: "not_found", detail: "没有找到", errors: [] } };
    return typeof answer === "function" ? answer(call) : answer;
  };
  return { asked, of: (what) => asked.filter((call) => call.what === what) };
}

beforeEach(() => {
  fresh();
  lib("hotline").forget();
  lib("consent").forget();
});

const write = (shown, content) => shown.instance.onContent({ detail: { value: content } });

test("what is written is understood while it is written, and answers are offered", async () => {
  const { of } = hotline({
    "POST /v1/classify": { body: classified },
    "POST /v1/knowledge/suggest": { body: { items: [{ id: "3", kind: "guide", score: 1, title: "路灯报修", excerpt: "<mark>路灯</mark>坏了拨打 &amp; 报修" }] } },
  });
  const shown = await page("submit");
  write(shown, "小区的路灯");
  write(shown, "小区的路灯坏了三天");
  await settled(() => shown.data.understood);
  assert.equal(of("POST /v1/classify").length, 1, "asked once, when the typing pauses");
  assert.match(text(shown), /城乡建设 › 城市公共设施 · 由 城市管理和综合执法局 办理/);
  assert.match(text(shown), /路灯报修 ?路灯坏了拨打 & 报修/);
});

test("an answer that comes late says nothing of another text", async () => {
  let first = true;
  hotline({
    "POST /v1/classify": async ({ body }) => {
      if (first) {
        first = false;
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      return { body: { ...classified, path: [body.text] } };
    },
  });
  const shown = await page("submit");
  shown.setData({ content: "先写的是这一件事" });
  const early = shown.instance.read();
  shown.setData({ content: "后写的是另一件事" });
  await shown.instance.read();
  await early;
  assert.match(shown.data.understood, /后写/);
});

test("danger is met with a call before anything else", async () => {
  hotline({ "POST /v1/classify": { body: { ...classified, urgency: "emergency" } } });
  const shown = await page("submit");
  write(shown, "我家煤气泄漏了有人晕倒");
  await settled(() => shown.data.danger);
  assert.match(text(shown), /如有人身危险，请立即拨打.*拨打 110.*拨打 119.*拨打 120/);
  shown.instance.call({ currentTarget: { dataset: { number: "119" } } });
  assert.deepEqual(phone.log.find(([name]) => name === "makePhoneCall")[1].phoneNumber, "119");
});

test("a draft outlives the page", async () => {
  hotline({});
  const shown = await page("submit");
  write(shown, "井盖松动");
  shown.instance.onPhone({ detail: { value: "13812341234" } });
  shown.instance.choosePlace();
  await settled(() => shown.data.place);
  const again = await page("submit");
  assert.deepEqual([again.data.content, again.data.phone, again.data.place.address], ["井盖松动", "13812341234", "长沙市芙蓉区 解放西路"]);
});

test("a demand is handed in with its place in WGS 84, and its receipt is kept", async () => {
  const { of } = hotline({ "POST /v1/tickets": { status: 201, body: receipt } });
  const shown = await page("submit");
  write(shown, "路灯坏了");
  shown.instance.onName({ detail: { value: " 李四 " } });
  shown.instance.onConfidential({ detail: { value: true } });
  shown.instance.choosePlace();
  await settled(() => shown.data.place);
  await shown.instance.submit();
  await settled();
  const [{ body, header }] = of("POST /v1/tickets");
  const { location, ...rest } = body;
  assert.deepEqual(rest, { content: "路灯坏了", channel: "miniprogram", reporter: { name: "李四", confidential: true } });
  assert.ok(Math.abs(location.lat - 28.19) > 0.001 && Math.abs(location.lat - 28.19) < 0.01, "shifted by some hundred metres");
  assert.match(header["Idempotency-Key"], /^[0-9a-f-]{36}$/);
  assert.equal(header["Accept-Language"], "zh");
  assert.match(text(shown), /2026 1126 000042.*7K2M-9QXD/);
  assert.match(text(shown), /预计 11月30日（周一）17:30 前答复/);
  assert.deepEqual(lib("store").followed(), [{ id: ID, code: "7K2M-9QXD", subject: "路灯坏了" }]);
  assert.equal(lib("store").readDraft().content, "");
});

test("what could not be sent is sent again with its key, after a restart too", async () => {
  let times = 0;
  const { of } = hotline({
    "POST /v1/tickets": () => {
      if (++times <= 4) throw new Error("no network");
      return { status: 201, body: receipt };
    },
  });
  lib("hotline").retry.base = 1;
  const shown = await page("submit");
  write(shown, "路灯坏了");
  await shown.instance.submit();
  assert.match(text(shown), /网络没有回应。您写的内容还在/);
  const again = await page("submit");
  await again.instance.submit();
  assert.equal(again.data.receipt.id, ID);
  assert.equal(new Set(of("POST /v1/tickets").map(({ header }) => header["Idempotency-Key"])).size, 1);
  assert.equal(of("POST /v1/tickets").length, 5);
});

test("what is wrong is said at its field, and with a reference", async () => {
  const problem = {
    status: 422,
    code: "invalid_fields",
    title: "",
    detail: "有字段不合要求",
    instance: "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
    errors: [{ pointer: "/reporter/phone", code: "control_character", detail: "不能有控制字符" }],
  };
  hotline({ "POST /v1/tickets": { status: 422, body: problem } });
  const shown = await page("submit");
  write(shown, "路灯坏了");
  await shown.instance.submit();
  assert.equal(shown.data.faults.phone, "不能有控制字符");
  assert.match(shown.data.fault, /编号 0b9f5f5e/);
  assert.equal(shown.data.content, "路灯坏了", "nothing is lost");
});

test("photos follow the demand in pieces; what does not arrive can be tried again", async () => {
  phone.files.set("wxfile://a.jpg", new Uint8Array(600 * 1024).fill(7));
  phone.files.set("wxfile://b.png", new Uint8Array(10).fill(9));
  let refuse = true;
  const { of } = hotline({
    "POST /v1/tickets": { status: 201, body: receipt },
    [`POST /v1/tickets/${ID}/attachments`]: ({ body }) => {
      if (refuse && body.media_type === "image/png") return { status: 422, body: { code: "invalid_fields", detail: "x" } };
      return { status: 201, body: { id: body.media_type, received: 0 } };
    },
    [`PUT /v1/tickets/${ID}/attachments/image%2Fjpeg`]: {},
    [`PUT /v1/tickets/${ID}/attachments/image%2Fpng`]: {},
  });
  const shown = await page("submit");
  write(shown, "路灯坏了");
  shown.instance.choosePhotos();
  await settled(() => shown.data.photos.length === 2);
  await shown.instance.submit();
  assert.deepEqual(of(`PUT /v1/tickets/${ID}/attachments/image%2Fjpeg`).map(({ header }) => header["Content-Range"]), ["bytes 0-524287/614400", "bytes 524288-614399/614400"]);
  assert.equal(of(`POST /v1/tickets/${ID}/attachments`)[0].header["Query-Code"], "7K2M-9QXD");
  assert.match(text(shown), /有 1 张照片没有传上，诉求已收到/);
  refuse = false;
  await shown.instance.sendPhotos();
  assert.deepEqual([shown.data.photos, shown.data.lost], [[], ""]);
});

const offered = {
  "GET /v1/messages/wechat": {
    body: {
      items: ["received", "assigned", "answered", "closed"].map((occasion) => ({ occasion, template_id: `template-${occasion}` })),
    },
  },
};
const loggedIn = { "POST /v1/auth/wechat": { body: { access_token: "token-1", token_type: "Bearer", expires_in: 1800 } } };
const questions = () => phone.log.filter(([name]) => name === "requestSubscribeMessage").map(([, { tmplIds }]) => tmplIds);

async function handsIn(answers, content = "路灯坏了") {
  const { of } = hotline({ "POST /v1/tickets": { status: 201, body: receipt }, ...answers });
  const shown = await page("submit");
  write(shown, content);
  assert.deepEqual(questions(), [], "nobody is asked before they hand something in");
  const handed = shown.instance.submit();
  // WeChat answers no question that comes later than the tap.
  const asked = questions().length;
  await handed;
  await settled();
  return { asked, shown, of, reporter: of("POST /v1/tickets").at(-1)?.body.reporter };
}

test("who says yes when they hand in is told through WeChat", async () => {
  const { asked, shown, reporter } = await handsIn({ ...offered, ...loggedIn });
  assert.equal(asked, 1);
  assert.deepEqual(questions(), [["template-received", "template-assigned", "template-answered"]]);
  assert.deepEqual(reporter, { messages: "wechat" });
  assert.match(text(shown), /有进展时会通知您/);
  shown.instance.another();
  assert.equal(shown.data.told, null, "the next demand is asked for by itself");
});

test("a no changes nothing, nor does WeChat that asks no question", async () => {
  for (const consents of ["reject", "ban", "off"]) {
    fresh();
    phone.consents = consents;
    const { asked, shown, reporter } = await handsIn({ ...offered, ...loggedIn });
    assert.deepEqual([asked, reporter], [1, undefined], consents);
    assert.equal(shown.data.receipt.id, ID);
    assert.doesNotMatch(text(shown), /通知您/);
  }
  fresh();
  const { requestSubscribeMessage } = wx;
  delete wx.requestSubscribeMessage;
  try {
    const { shown, reporter } = await handsIn({ ...offered, ...loggedIn });
    assert.deepEqual([shown.data.receipt.id, reporter], [ID, undefined]);
  } finally {
    wx.requestSubscribeMessage = requestSubscribeMessage;
  }
});

test("nobody is asked where the hotline tells nobody through WeChat, nor told who is not known to it", async () => {
  const nothing = await handsIn({ "GET /v1/messages/wechat": { body: { items: [] } }, ...loggedIn });
  assert.deepEqual([nothing.asked, nothing.reporter], [0, undefined]);
  fresh();
  lib("hotline").forget();
  const unknown = await handsIn(offered);
  assert.deepEqual([unknown.asked, unknown.reporter], [1, undefined]);
});

test("what could not be sent is sent again as it was, without another question", async () => {
  let times = 0;
  lib("hotline").retry.base = 1;
  const tries = () => {
    if (++times <= 4) throw new Error("no network");
    return { status: 201, body: receipt };
  };
  const { shown, of } = await handsIn({ ...offered, ...loggedIn, "POST /v1/tickets": tries });
  assert.match(text(shown), /网络没有回应/);
  const again = await page("submit");
  phone.consents = "reject";
  await again.instance.submit();
  assert.equal(questions().length, 1);
  const sent = of("POST /v1/tickets");
  assert.equal(new Set(sent.map(({ header }) => header["Idempotency-Key"])).size, 1);
  assert.ok(sent.every(({ body }) => body.reporter.messages === "wechat"));
});

test("who looks at a ticket of their own can be told of what comes next", async () => {
  lib("store").follow({ id: ID, code: "7K2M-9QXD", subject: "路灯坏了" });
  const own = ({ header }) => (header.Authorization || header["Query-Code"] ? { body: ticket } : { status: 404, body: { code: "not_found", detail: "没有找到" } });
  const { of } = hotline({ ...offered, ...loggedIn, [`GET /v1/tickets/${ID}`]: own, [`PUT /v1/tickets/${ID}/reporter`]: { body: {} } });
  const shown = await page("ticket", { id: ID });
  await settled(() => shown.data.asks);
  assert.deepEqual(questions(), []);
  phone.consents = "reject";
  await shown.instance.tell();
  assert.equal(of(`PUT /v1/tickets/${ID}/reporter`).length, 0);
  phone.consents = "accept";
  await shown.instance.tell();
  assert.deepEqual(questions().at(-1), ["template-answered", "template-closed"]);
  const [{ body, header }] = of(`PUT /v1/tickets/${ID}/reporter`);
  assert.deepEqual([body, header.Authorization], [{ messages: "wechat" }, "Bearer token-1"]);
  await settled();
  assert.match(text(shown), /有进展时会通知您/);
  // Somebody else's, which is followed by its code.
  const others = ({ header }) => (header["Query-Code"] ? { body: ticket } : { status: 404, body: { code: "not_found", detail: "没有找到" } });
  hotline({ ...offered, ...loggedIn, [`GET /v1/tickets/${ID}`]: others });
  const followed = await page("ticket", { id: ID });
  await settled();
  assert.equal(followed.data.asks, false);
});

test("large print and English, for every page", async () => {
  const empty = { body: { items: [], next: null } };
  hotline({ "GET /v1/notices": empty, "GET /v1/knowledge": empty, "GET /v1/surveys": empty });
  const shown = await page("submit");
  const bar = shown.querySelector("bar") ?? shown.querySelector(".page");
  assert.ok(bar);
  lib("store").chooseLarge(true);
  lib("store").chooseLanguage("en");
  shown.instance.relook();
  await settled();
  assert.match(text(shown), /What can we do for you\?/);
  assert.ok(shown.dom.innerHTML.includes("large"));
  for (const name of ["tickets", "notices", "knowledge", "surveys"]) {
    const other = await page(name);
    assert.doesNotMatch(text(other).replace("中文", ""), /\p{Script=Han}/u, name);
  }
  assert.equal(phone.log.filter(([name]) => name === "setNavigationBarTitle").at(-1)[1].title, "Surveys");
});

test("a ticket shows its answer and its story, and takes a rating", async () => {
  lib("store").follow({ id: ID, code: "7K2M-9QXD", subject: "路灯坏了" });
  const { of } = hotline({
    [`GET /v1/tickets/${ID}`]: { body: ticket },
    [`POST /v1/tickets/${ID}/rating`]: { body: { ...ticket, state_label: "办结", allowed_actions: ["reopen"] } },
    [`POST /v1/tickets/${ID}/updates`]: { body: { ...ticket, state_label: "待派单" } },
  });
  const shown = await page("ticket", { id: ID });
  assert.match(text(shown), /待回访.*城市管理和综合执法局.*11月30日（周一）17:30 前答复.*路灯已修复/);
  assert.ok(text(shown).indexOf("办理答复") < text(shown).indexOf("提交"), "the newest first");
  const choose = (action) => shown.instance.choose({ currentTarget: { dataset: { action } } });
  choose("rate");
  await shown.instance.act();
  assert.equal(shown.data.actFault, "请回答这一题");
  shown.instance.solved();
  shown.instance.onSatisfaction({ currentTarget: { dataset: { id: "satisfied" } } });
  await shown.instance.act();
  assert.deepEqual(of(`POST /v1/tickets/${ID}/rating`)[0].body, { resolved: true, satisfaction: "satisfied" });
  assert.deepEqual(shown.data.actions.map(({ id }) => id), ["reopen"]);
  choose("reopen");
  shown.instance.onText({ detail: { value: "又坏了" } });
  await shown.instance.act();
  const [{ body, header }] = of(`POST /v1/tickets/${ID}/updates`);
  assert.deepEqual(body, { action: "reopen", reason: "又坏了" });
  assert.equal(header["Query-Code"], "7K2M-9QXD");
});

test("to follow a ticket its code has to open it", async () => {
  const { of } = hotline({ [`GET /v1/tickets/${ID}`]: ({ header }) => (header["Query-Code"] === "7K2M-9QXD" ? { body: ticket } : { status: 404, body: { code: "not_found", detail: "没有找到" } }) });
  const shown = await page("tickets");
  const enter = (code) => {
    shown.instance.onId({ detail: { value: "2026 1126 000042" } });
    shown.instance.onCode({ detail: { value: code } });
    return shown.instance.follow();
  };
  await enter("WRONG");
  assert.equal(shown.data.followFault, "没有找到");
  assert.deepEqual(lib("store").followed(), []);
  await enter("7K2M-9QXD");
  assert.match(text(shown), /待回访.*路灯.*等您评价/);
  assert.ok(of(`GET /v1/tickets/${ID}`).length >= 2);
});

test("who is logged in sees their own tickets, and hands in as themselves", async () => {
  const own = { id: "20261101000007", subject: "井盖", state: "closed", state_label: "办结", created_at: "", due_at: null, answered: true, rating_wanted: false };
  const { of } = hotline({
    "POST /v1/auth/wechat": { body: { access_token: "token-1", token_type: "Bearer", expires_in: 1800 } },
    "GET /v1/my/tickets": { body: { items: [own], next: null } },
    "POST /v1/tickets": { status: 201, body: receipt },
  });
  const shown = await page("tickets");
  await settled(() => shown.data.own.length);
  assert.match(text(shown), /办结.*井盖/);
  assert.deepEqual(of("POST /v1/auth/wechat")[0].body, { code: "login-code" });
  const submitting = await page("submit");
  write(submitting, "路灯坏了");
  await submitting.instance.submit();
  assert.equal(of("POST /v1/tickets")[0].header.Authorization, "Bearer token-1");
  assert.equal(of("POST /v1/auth/wechat").length, 1, "a session is used while it lasts");
  assert.ok(![...phone.kept.values()].some((value) => JSON.stringify(value).includes("token-1")), "and not written down");
});

test("notices open, and the knowledge base is searched", async () => {
  const notice = { id: "1", title: "停水通知", body: "明天 **8 点**起停水。", category: "outage", category_name: "停水停电停气", pinned: false, publish_at: "2026-11-27T08:00:00+08:00" };
  const entry = { id: "3", title: "路灯报修", kind: "guide" };
  const { of } = hotline({
    "GET /v1/notices": { body: { items: [notice], next: null } },
    "GET /v1/knowledge": { body: { items: [entry], next: null } },
    "GET /v1/knowledge/3": { body: { ...entry, body: "# 步骤\n拨打 12345。", source: "城管局", source_url: null } },
    "POST /v1/knowledge/3/helpful": { status: 204, body: "" },
  });
  const notices = await page("notices");
  notices.instance.toggle({ currentTarget: { dataset: { id: "1" } } });
  await settled();
  assert.match(text(notices), /停水停电停气.*11月27日（周五）08:00.*停水通知.*明天 8 点起停水。/);
  const knowledge = await page("knowledge");
  knowledge.instance.onQuery({ detail: { value: "路灯 报修" } });
  knowledge.instance.search();
  await settled();
  assert.ok(of("GET /v1/knowledge").at(-1).url.includes(`q=${encodeURIComponent("路灯 报修")}`));
  await knowledge.instance.open("3");
  assert.match(text(knowledge), /步骤 拨打 12345。 ?城管局/);
  await knowledge.instance.judge({ currentTarget: { dataset: { helpful: true } } });
  assert.deepEqual(of("POST /v1/knowledge/3/helpful")[0].body, { helpful: true });
  assert.match(text(knowledge), /谢谢/);
});

test("a survey is answered once what has to be is answered", async () => {
  const survey = {
    id: "5",
    state: "open",
    title: "公园开放时间",
    closes_at: "2026-12-01T00:00:00+08:00",
    questions: [
      { id: "when", kind: "several", text: "什么时候去？", required: true, options: [{ text: "早上" }, { text: "晚上" }, { text: "周末" }], most: 2 },
      { id: "how", kind: "scale", text: "满意吗？", required: false, highest: 5 },
      { id: "why", kind: "text", text: "还想说什么？", required: false },
    ],
  };
  const { of } = hotline({
    "GET /v1/surveys": { body: { items: [survey, { ...survey, id: "6", state: "closed", title: "去年的" }], next: null } },
    "GET /v1/surveys/5": { body: survey },
    "POST /v1/surveys/5/answers": { status: 201, body: {} },
  });
  const shown = await page("surveys");
  assert.ok(!text(shown).includes("去年的"));
  await shown.instance.open({ currentTarget: { dataset: { id: "5" } } });
  await shown.instance.send();
  assert.match(text(shown), /请回答这一题/);
  assert.equal(of("POST /v1/surveys/5/answers").length, 0);
  const choose = (question, choice) => shown.instance.choose({ currentTarget: { dataset: { question, choice } } });
  choose("when", 3);
  choose("when", 1);
  choose("when", 2);
  choose("how", 4);
  choose("how", 5);
  shown.instance.onText({ currentTarget: { dataset: { question: "why" } }, detail: { value: " 多种树 " } });
  await shown.instance.send();
  assert.deepEqual(of("POST /v1/surveys/5/answers")[0].body, {
    answers: [{ question: "when", choices: [1, 3] }, { question: "how", choices: [5] }, { question: "why", text: "多种树" }],
  });
  assert.match(text(shown), /已收到您的回答/);
});
