import assert from "node:assert/strict";
import { test } from "node:test";
import { AbortedError, etagOf, isProblem, NetworkError, ProblemError } from "minsheng-client";
import { hotline, lost, problem } from "./fake.js";

const id = "20261126000042";

test("a path, a query and a language are written as the hotline reads them", async () => {
  const { client, asked } = hotline([{ body: { items: [], next: null } }], { language: "en", token: "t" });
  await client.get("/v1/tickets", { query: { q: "路灯 & 井盖", state: "open", limit: 5 } });
  assert.equal(asked[0]!.url, "https://hotline.example/v1/tickets?q=%E8%B7%AF%E7%81%AF%20%26%20%E4%BA%95%E7%9B%96&state=open&limit=5");
  assert.deepEqual(asked[0]!.headers, { "Accept-Language": "en", Authorization: "Bearer t" });
  assert.equal(asked[0]!.body, undefined);
});

test("a value in a path cannot leave its place", async () => {
  const { client, asked } = hotline([{}]);
  await client.get("/v1/tickets/{id}", { path: { id: "../accounts?x=1" } });
  assert.equal(asked[0]!.url, "https://hotline.example/v1/tickets/..%2Faccounts%3Fx%3D1");
  await assert.rejects(client.get("/v1/tickets/{id}", { path: { id: "" } }), TypeError);
});

test("what changes nothing is tried again, and waits longer each time", async () => {
  const { client, asked, waited } = hotline([lost(), problem(504, "timeout"), problem(502, "x"), { body: { lists: {} } }]);
  assert.deepEqual((await client.get("/v1/words")).data, { lists: {} });
  assert.equal(asked.length, 4);
  assert.deepEqual(waited, [150, 300, 600]);
});

test("a submission is sent again with the same key and the same bytes", async () => {
  const { client, asked } = hotline([lost(), problem(503, "unavailable", { "retry-after": "1" }), { status: 201, body: { id } }]);
  assert.equal((await client.tickets.submit({ content: "路灯坏了" })).id, id);
  assert.deepEqual(asked.map(({ headers }) => headers["Idempotency-Key"]), ["key-1", "key-1", "key-1"]);
  assert.deepEqual(new Set(asked.map(({ body }) => body)), new Set(['{"content":"路灯坏了"}']));
});

test("every operation that takes a key gets one, and another is never sent twice", async () => {
  const keyed = hotline([lost(), { body: {} }]);
  await keyed.client.tickets.act(id, { action: "urge" }, { queryCode: "7K2M-9QXD" });
  assert.equal(keyed.asked.length, 2);
  assert.equal(keyed.asked[1]!.headers["Query-Code"], "7K2M-9QXD");
  const changes = [
    (client: typeof keyed.client) => client.post("/v1/auth/codes", { body: { phone: "13812341234" } }),
    (client: typeof keyed.client) => client.put("/v1/settings", { body: {}, ifMatch: 2 }),
    (client: typeof keyed.client) => client.delete("/v1/keys/{id}", { path: { id: "k" } }),
  ];
  for (const change of changes) {
    const { client, asked } = hotline([lost()]);
    await assert.rejects(change(client), NetworkError);
    assert.equal(asked.length, 1);
    assert.equal(asked[0]!.headers["Idempotency-Key"], undefined);
  }
});

test("who knows that twice does no harm may say so, and who wants no second attempt too", async () => {
  const text = { body: { text: "路灯" } };
  const { client, asked } = hotline([lost(), { body: {} }]);
  await client.post("/v1/classify", { ...text, repeatable: true });
  assert.equal(asked.length, 2);
  const once = hotline([lost(), { body: {} }]);
  await assert.rejects(once.client.get("/v1/words", { retries: 0 }), NetworkError);
  assert.equal(once.asked.length, 1);
});

test("what another attempt would meet again is thrown at once", async () => {
  for (const [status, code] of [[500, "internal_error"], [422, "invalid_fields"], [404, "not_found"], [401, "unauthenticated"]] as const) {
    const { client, asked } = hotline([problem(status, code)]);
    await assert.rejects(client.tickets.read(id), (error) => isProblem(error) && error.code === code);
    assert.equal(asked.length, 1);
  }
});

test("Retry-After is waited for, and jitter added; who asks for too long is not waited for", async () => {
  const { client, waited } = hotline([problem(429, "too_many_requests", { "retry-after": "7" }), { body: {} }]);
  await client.get("/v1/words");
  assert.deepEqual(waited, [7150]);
  const long = hotline([problem(429, "too_many_requests", { "retry-after": "3600" })]);
  await assert.rejects(long.client.get("/v1/words"), (error) => isProblem(error) && error.retryAfter === 3600);
  assert.deepEqual(long.waited, []);
  const garbage = hotline([problem(503, "unavailable", { "retry-after": "soon" }), { body: {} }]);
  await garbage.client.get("/v1/words");
  assert.deepEqual(garbage.waited, [150]);
});

test("attempts end, and the last error is told with the key", async () => {
  const { client, asked } = hotline([lost()], { retries: 2 });
  await assert.rejects(client.tickets.submit({ content: "路灯坏了" }), (error) => error instanceof NetworkError && error.idempotencyKey === "key-1");
  assert.equal(asked.length, 3);
});

test("a problem has its code, its fields and its request", async () => {
  const errors = [{ pointer: "/reporter/phone", code: "malformed", detail: "no telephone number" }];
  const said = problem(422, "invalid_fields");
  const { client } = hotline([{ ...said, body: { ...said.body, errors } }]);
  const error = await client.tickets.submit({ content: "路灯" }).then(() => assert.fail("it was taken"), (error: unknown) => error);
  assert.ok(error instanceof ProblemError && isProblem(error));
  assert.deepEqual([error.status, error.code, error.message], [422, "invalid_fields", "detail of invalid_fields"]);
  assert.equal(error.requestId, "0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10");
  assert.equal(error.field("/reporter/phone")?.code, "malformed");
  assert.equal(error.field("/content"), undefined);
});

test("a page that a proxy answers is a problem as well", async () => {
  const transport = () => Promise.resolve({ status: 413, headers: { "content-type": "text/html" }, body: "<html>" });
  const { client } = hotline([], { transport });
  await assert.rejects(client.get("/v1/words"), (error) => isProblem(error) && error.code === "http_413" && error.errors.length === 0);
});

test("a token is asked for each call, and once more when it is too old", async () => {
  const whys: (string | undefined)[] = [];
  const token = (why?: "expired") => (whys.push(why), Promise.resolve(why ? "new" : "old"));
  const { client, asked } = hotline([problem(401, "token_expired"), { status: 201, body: {} }], { token });
  await client.post("/v1/notices", { body: { title: "停水", body: "明天停水" } });
  assert.deepEqual(whys, [undefined, "expired"]);
  assert.deepEqual(asked.map(({ headers }) => headers.Authorization), ["Bearer old", "Bearer new"]);
  const stays = hotline([problem(401, "token_expired")], { token });
  await assert.rejects(stays.client.get("/v1/auth/me"), isProblem);
  assert.equal(stays.asked.length, 2);
});

test("speaking for another forgets who it was before", async () => {
  const { client, asked } = hotline([{}], { token: "t", language: "en" });
  await client.with({ queryCode: "7K2M9QXD" }).tickets.read(id);
  assert.deepEqual(asked[0]!.headers, { "Accept-Language": "en", "Query-Code": "7K2M9QXD" });
  await client.with({ language: "zh" }).tickets.read(id);
  assert.deepEqual(asked[1]!.headers, { "Accept-Language": "zh", Authorization: "Bearer t" });
});

test("a signal ends a call, while it waits too", async () => {
  const controller = new AbortController();
  const { client, asked } = hotline([lost()], { retry: { sleep: () => (controller.abort(), Promise.resolve()) } });
  await assert.rejects(client.get("/v1/words", { signal: controller.signal }), AbortedError);
  assert.equal(asked.length, 1);
  const waiting = hotline([lost()], { retry: { base: 3_600_000, random: () => 1 } });
  const late = new AbortController();
  setTimeout(() => late.abort(), 10);
  await assert.rejects(waiting.client.get("/v1/words", { signal: late.signal }), AbortedError);
});

test("a list is walked page by page, with its filters", async () => {
  const pages = [{ body: { items: [1, 2], next: "c1" } }, { body: { items: [], next: "c2" } }, { body: { items: [3], next: null } }];
  const { client, asked } = hotline(pages, { token: "t" });
  const seen: unknown[] = [];
  for await (const ticket of client.tickets.list({ state: "open", limit: 2 })) seen.push(ticket);
  assert.deepEqual(seen, [1, 2, 3]);
  assert.deepEqual(asked.map(({ url }) => url.split("?")[1]), ["state=open&limit=2", "state=open&limit=2&cursor=c1", "state=open&limit=2&cursor=c2"]);
});

test("leaving the loop asks for no further page", async () => {
  const { client, asked } = hotline([{ body: { items: [1, 2], next: "c1" } }]);
  for await (const notice of client.items("/v1/notices")) {
    assert.equal(notice, 1);
    break;
  }
  assert.equal(asked.length, 1);
});

test("an edit is made again on what somebody faster has written", async () => {
  const { client, asked } = hotline([
    { headers: { etag: '"1"' }, body: { title: "停水", pinned: false } },
    problem(412, "version_mismatch"),
    { headers: { etag: '"2"' }, body: { title: "停水改期", pinned: false } },
    { headers: { etag: '"3"' }, body: { title: "停水改期", pinned: true } },
  ]);
  const seen: string[] = [];
  const { etag } = await client.edit("/v1/notices/{id}", { path: { id: "1" } }, ({ title, body }) => {
    seen.push(title);
    return { title, body, pinned: true };
  });
  assert.equal(etag, '"3"');
  assert.deepEqual(seen, ["停水", "停水改期"]);
  assert.deepEqual(asked.map(({ method, headers }) => [method, headers["If-Match"]]), [["GET", undefined], ["PUT", '"1"'], ["GET", undefined], ["PUT", '"2"']]);
});

test("a version is an ETag, a number or what was read", async () => {
  assert.deepEqual([etagOf('"5"'), etagOf(5), etagOf({ version: 5 })], ['"5"', '"5"', '"5"']);
  const { client, asked } = hotline([{}]);
  await client.tickets.act(id, { action: "sign" }, { ifMatch: { version: 7 } });
  assert.equal(asked[0]!.headers["If-Match"], '"7"');
});

test("an answer without a body, and one that is no JSON, are what they are", async () => {
  const replies = [
    { status: 204, headers: { etag: '"6"' }, body: "" },
    { status: 200, headers: { "content-type": "text/csv" }, body: "id,state\r\n" },
  ];
  const transport = () => Promise.resolve(replies.shift()!);
  const { client } = hotline([], { transport });
  const done = await client.post("/v1/tickets/{id}/updates", { path: { id }, body: { action: "sign" }, headers: { Prefer: "return=minimal" } });
  assert.deepEqual([done.data, done.etag, done.replayed], [undefined, '"6"', false]);
  const table: string = (await client.get("/v1/tickets.csv")).data;
  assert.equal(table, "id,state\r\n");
});
