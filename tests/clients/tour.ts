// The README's tour with a client that openapi-typescript made of schemas/openapi.json. It is compiled strictly, so that
// a field which may be left out and is asked for all the same ends the test before anything is sent.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Update = components["schemas"]["UpdateRequest"];

const environment = (name: string): string => {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
};
const baseUrl = environment("URL");
const as = (headers: Record<string, string>) =>
  createClient<paths>({ baseUrl, headers: { "Accept-Language": "en", ...headers } });
const staff = (role: string) => as({ Authorization: `Bearer ${environment(`TOKEN_${role}`)}` });

/** What was answered; a problem ends the tour. Nothing is answered to who prefers that, and here nobody does. */
function done<T>(answer: { data?: T; error?: unknown; response: Response }): NonNullable<T> {
  assert.ok(answer.response.ok, `${answer.response.status}: ${JSON.stringify(answer.error)}`);
  return answer.data as NonNullable<T>;
}

const citizen = as({});
const submitted = done(
  await citizen.POST("/v1/tickets", {
    body: { content: "小区路灯坏了三天了，晚上出行不安全", reporter: { name: "李四", phone: "13812341234" } },
  }),
);
assert.equal(submitted.state, "assigned");
assert.equal(submitted.department?.code, "cgj");
const path = { id: submitted.id };

const reporter = as({ "Query-Code": submitted.query_code ?? "" });
const seen = done(await reporter.GET("/v1/tickets/{id}", { params: { path } }));
assert.equal(seen.reporter?.phone, "138****1234");
assert.deepEqual(seen.timeline.map((event) => event.action), ["submit", "assign"]);

const handler = staff("handler");
const updates: Update[] = [
  { action: "sign" },
  { action: "contact", note: "电话已联系" },
  { action: "reply", note: "更换 3 盏灯具", public: "路灯已修复，感谢您的反映。", resolved: true },
];
for (const body of updates) done(await handler.POST("/v1/tickets/{id}/updates", { params: { path }, body }));
const supervisor = staff("supervisor");
const approved = done(
  await supervisor.POST("/v1/tickets/{id}/updates", { params: { path }, body: { action: "approve" } }),
);
assert.equal(approved.state, "follow_up");

const rating = { params: { path }, body: { resolved: true, satisfaction: "satisfied" as const } };
assert.equal(done(await reporter.POST("/v1/tickets/{id}/rating", rating)).state, "closed");
const again = await reporter.POST("/v1/tickets/{id}/rating", rating);
assert.equal(again.response.status, 409);
assert.equal(again.error?.code, "action_not_allowed");
assert.deepEqual(again.error?.allowed_actions, ["reopen"]);

const agent = staff("agent");
const page = done(await agent.GET("/v1/tickets", { params: { query: { state: "closed", sort: "newest" } } }));
assert.equal(page.items[0]?.id, submitted.id);
const file = done(await agent.GET("/v1/tickets.csv", { params: { query: { state: "closed" } }, parseAs: "text" }));
assert.match(file, /^\uFEFF?id,state,/);
assert.ok(file.includes(submitted.id));

const reason = { params: { path }, body: { reason: "回访核实" } };
assert.equal(done(await supervisor.POST("/v1/tickets/{id}/reporter", reason)).reporter.name, "李四");
const admin = staff("admin");
const audit = done(await admin.GET("/v1/audit", { params: { query: { act: "reporter.reveal", limit: 1 } } }));
assert.equal(audit.items.length, 1);
assert.equal(done(await admin.GET("/v1/audit/verify")).intact, true);
const kpi = done(await supervisor.GET("/v1/stats/kpi", { params: { query: { by: "department" } } }));
assert.equal(kpi.by, "department");

const publisher = staff("publisher");
const notice = { title: "停水通知", body: "明天 8:00 到 12:00 停水。", category: "outage" as const };
done(await publisher.POST("/v1/notices", { body: notice }));
assert.match(done(await citizen.GET("/v1/notices.atom", { parseAs: "text" })), /停水通知/);
const text = "火车站的出租车拒载，还乱收费，希望有人管一管。";
assert.equal(done(await citizen.POST("/v1/classify", { body: { text } })).category, "交通运输");

// Bytes are sent as they are: the hotline knows its own model again.
const model = await admin.POST("/v1/models", {
  body: new Blob([readFileSync(environment("MODEL"))]) as unknown as string,
  bodySerializer: (body) => body,
  headers: { "Content-Type": "application/octet-stream" },
});
assert.equal(model.response.status, 409);
assert.equal(model.error?.code, "already_exists");
console.log("the tour in TypeScript: done");
