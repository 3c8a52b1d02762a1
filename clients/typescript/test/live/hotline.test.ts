// Against the hotline as it was built: `cargo xtask packages` starts it and says where it is and who may what.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createClient, isProblem, type ClientOptions, type FieldError, type Schemas, type Transport, fetchTransport, NetworkError } from "minsheng-client";

const environment = (name: string): string => {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: cargo xtask packages sets it`);
  return value;
};
const baseUrl = environment("URL");
const as = (options: ClientOptions = {}) => createClient({ baseUrl, language: "en", ...options });
const staff = (role: string) => as({ token: environment(`TOKEN_${role}`) });
const refused = (code: string) => (error: unknown) => isProblem(error) && error.code === code;

/** Carries a request out and loses its answer, so often. */
function losing(times: number): Transport {
  const through = fetchTransport();
  return async (request) => {
    const response = await through(request);
    if (times-- > 0) throw new NetworkError("the answer is lost");
    return response;
  };
}

test("a demand from submission to rating", async () => {
  const citizen = as();
  const receipt = await citizen.tickets.submit(
    { content: "小区路灯坏了三天了，晚上出行不安全", channel: "miniprogram", reporter: { name: "李四", phone: "13812341234" } },
    { include: ["answers", "similar"] },
  );
  assert.equal(receipt.department?.code, "cgj");
  assert.ok(Array.isArray(receipt.answers) && Array.isArray(receipt.similar));
  const { id } = receipt;

  const reporter = citizen.with({ queryCode: receipt.query_code });
  const seen = await reporter.tickets.read(id);
  assert.equal(seen.reporter?.phone, "138****1234");
  assert.ok(seen.allowed_actions.includes("supplement"));
  const added = await reporter.tickets.act(id, { action: "supplement", public: "是三号楼前面的两盏。" }, { ifMatch: seen });
  assert.equal(added.version, seen.version + 1);
  await assert.rejects(reporter.tickets.act(id, { action: "urge" }, { ifMatch: seen }), refused("version_mismatch"));

  const handler = staff("handler");
  await handler.tickets.act(id, { action: "sign" });
  await handler.tickets.act(id, { action: "contact", note: "电话已联系" });
  await handler.tickets.act(id, { action: "reply", note: "更换 3 盏灯具", public: "路灯已修复，感谢您的反映。", resolved: true });
  await staff("supervisor").tickets.act(id, { action: "approve" });
  assert.equal((await reporter.tickets.rate(id, { resolved: true, satisfaction: "satisfied" })).state, "closed");
  const error: unknown = await reporter.tickets.rate(id, { resolved: true, satisfaction: "satisfied" }).then(() => assert.fail("it was taken"), (error: unknown) => error);
  assert.ok(isProblem(error));
  assert.equal(error.code, "action_not_allowed");
  assert.deepEqual(error.problem.allowed_actions, ["reopen"]);
  assert.match(error.requestId ?? "", /^[0-9a-f-]{36}$/);
});

test("an answer that is lost leaves one ticket, and the same receipt", async () => {
  const lossy = as({ transport: losing(2), retry: { base: 1 } });
  const demand = { content: "人民路的窨井盖松动，车一过就响" };
  const idempotencyKey = await lossy.newKey();
  const receipt = await lossy.tickets.submit(demand, { idempotencyKey });
  const again = await as().post("/v1/tickets", { body: demand, idempotencyKey });
  assert.equal(again.replayed, true);
  assert.deepEqual([again.data.id, again.data.query_code], [receipt.id, receipt.query_code]);
  await assert.rejects(as().tickets.submit({ content: "另一件事情" }, { idempotencyKey }), refused("idempotency_key_reused"));
  const reporter = as({ queryCode: receipt.query_code, transport: losing(1), retry: { base: 1 } });
  const before = await reporter.tickets.read(receipt.id);
  const after = await as({ queryCode: receipt.query_code, transport: losing(1), retry: { base: 1 } }).tickets.act(receipt.id, { action: "supplement", public: "在路口东侧。" });
  assert.equal(after.version, before.version + 1, "it is added once");
});

test("what is wrong is said by field, in the language that was asked for", async () => {
  const wrong = (client: ReturnType<typeof as>): Promise<FieldError | undefined> =>
    client.tickets.submit({ content: " " }).then(() => assert.fail("it was taken"), (error: unknown) => (isProblem(error) ? error.field("/content") : undefined));
  assert.equal((await wrong(as()))?.code, "empty");
  assert.match((await wrong(as({ language: "zh" })))?.detail ?? "", /\p{Script=Han}/u);
  await assert.rejects(as().tickets.read("20200101000001", { queryCode: "7K2M9QXD" }), refused("not_found"));
  await assert.rejects(as({ token: "none" }).get("/v1/auth/me"), refused("unauthenticated"));
});

test("lists are walked to their end", async () => {
  const publisher = staff("publisher");
  const titles = ["停水一", "停水二", "停水三", "停水四", "停水五"];
  for (const title of titles) await publisher.post("/v1/notices", { body: { title, body: "明天 8:00 到 12:00 停水。", category: "outage" } });
  const found = new Map<string, string>();
  let walked = 0;
  for await (const { id, title } of as().items("/v1/notices", { query: { limit: 2, category: "outage" } })) {
    walked += 1;
    found.set(id, title);
  }
  assert.equal(found.size, walked, "none comes twice");
  for (const title of titles) assert.ok([...found.values()].includes(title), title);
  let tickets = 0;
  for await (const ticket of staff("agent").tickets.list({ limit: 1, state: "open" })) tickets += ticket.id ? 1 : 0;
  assert.ok(tickets >= 1);
});

test("two who edit at once lose nothing", async () => {
  const publisher = staff("publisher");
  const { data } = await publisher.post("/v1/notices", { body: { title: "道路施工", body: "中山路半幅封闭。", category: "traffic" } });
  const path = { id: data.id };
  await Promise.all([
    publisher.edit("/v1/notices/{id}", { path }, () => ({ title: "中山路施工" })),
    publisher.edit("/v1/notices/{id}", { path }, () => ({ pinned: true })),
  ]);
  const { data: now } = await as().get("/v1/notices/{id}", { path });
  assert.deepEqual([now.title, now.pinned, now.body], ["中山路施工", true, "中山路半幅封闭。"]);
});

test("tables, feeds and bytes", async () => {
  assert.match((await staff("agent").get("/v1/tickets.csv", { query: { state: "open" } })).data, /^\uFEFF?id,state,/);
  assert.match((await as().get("/v1/notices.atom")).data as string, /<feed/);
  assert.equal(new Uint8Array((await as().download("/v1/notices.atom")).data)[0], "<".charCodeAt(0));
  // The hotline knows its own model again, so that every byte came as it is.
  const model = new Uint8Array(readFileSync(environment("MODEL")));
  await assert.rejects(staff("admin").post("/v1/models", { body: model, timeout: 60_000 }), refused("already_exists"));
});

const { data: document } = await as().get("/v1/openapi.json");
const uploads = "/v1/tickets/{id}/attachments" in ((document as { paths?: object }).paths ?? {});

test("a photo goes to a ticket in pieces, through answers that are lost", { skip: !uploads && "this hotline takes no files" }, async () => {
  const receipt = await as().tickets.submit({ content: "公园的长椅坏了，见照片" });
  const reporter = as({ queryCode: receipt.query_code, transport: losing(2), retry: { base: 1 } });
  // A PDF of some pieces: what it is made of does not matter, how it comes does.
  const text = `%PDF-1.4\n${"% 民声\n".repeat(20_000)}trailer<<>>\n%%EOF\n`;
  const seen: number[] = [];
  const kept = await reporter.tickets.attach(receipt.id, new Blob([text], { type: "application/pdf" }), { name: "长椅.pdf", piece: 64 * 1024, onProgress: (sent) => seen.push(sent) });
  assert.ok(["ready", "scanning"].includes(kept.state), kept.state);
  assert.equal(kept.received, new Blob([text]).size);
  assert.deepEqual(seen, [...seen].sort((a, b) => a - b));
});

test("the page's help while somebody writes", async () => {
  const { data }: { data: Schemas["Classified"] } = await as().post("/v1/classify", { body: { text: "火车站的出租车拒载，还乱收费。" } });
  assert.equal(data.category, "交通运输");
});
