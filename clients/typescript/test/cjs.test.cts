import assert = require("node:assert/strict");
import test = require("node:test");
import client = require("minsheng-client");

void test.test("a program that requires it has the same", async () => {
  const esm = await import("minsheng-client");
  assert.deepEqual(Object.keys(client).sort(), Object.keys(esm).sort());
  const headers = await client.signWebhook("{}", { id: "m", secret: "whsec_AAAA" });
  assert.equal((await client.verifyWebhook("{}", headers, "whsec_AAAA")).id, "m");
  assert.match(await client.createClient().newKey(), /^[0-9a-f-]{36}$/);
  // Two copies of the class, one sort of problem.
  assert.ok(client.isProblem(new esm.ProblemError(404, {})));
});
