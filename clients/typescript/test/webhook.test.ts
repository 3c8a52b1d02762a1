// Both ways against the library that Standard Webhooks publishes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { signWebhook, verifyWebhook, WebhookError, type WebhookFault } from "minsheng-client";
import { Webhook } from "standardwebhooks";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const other = "whsec_" + btoa("another secret of 24 byte");
const body = '{"specversion":"1.0","type":"ticket.submitted","subject":"20261126000042","data":{"标题":"路灯"}}';
const id = "msg_2b6f";
const refused = (code: WebhookFault) => (error: unknown) => error instanceof WebhookError && error.code === code;

function signedByLibrary(at = new Date(), text = body, by = secret) {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(by).sign(id, at, text),
  };
}

test("what the library signs is verified here, as text and as bytes", async () => {
  const headers = signedByLibrary();
  const { payload, id: known, at } = await verifyWebhook<{ type: string }>(body, headers, secret);
  assert.equal(payload.type, "ticket.submitted");
  assert.equal(known, id);
  assert.equal(Math.floor(at.getTime() / 1000), Number(headers["webhook-timestamp"]));
  await verifyWebhook(new TextEncoder().encode(body), new Headers(headers), secret);
  await verifyWebhook(Buffer.from(body), { "Webhook-Id": id, "WEBHOOK-TIMESTAMP": headers["webhook-timestamp"], "Webhook-Signature": headers["webhook-signature"] }, secret);
});

test("what is signed here is verified by the library", async () => {
  for (const text of [body, "{}", '"路灯 🏮"']) {
    const headers = await signWebhook(text, { id, secret });
    assert.deepEqual(new Webhook(secret).verify(text, headers), JSON.parse(text));
  }
});

test("one of several signatures is enough, and one of several secrets", async () => {
  const headers = signedByLibrary();
  const rotated = { ...headers, "webhook-signature": `v1a,AAAA ${new Webhook(other).sign(id, new Date(), body)} ${headers["webhook-signature"]} v2,x` };
  await verifyWebhook(body, rotated, secret);
  await verifyWebhook(body, signedByLibrary(), [other, secret]);
  await verifyWebhook(body, signedByLibrary(new Date(), body, other), [other, secret]);
});

test("what is forged, changed or of another secret is refused", async () => {
  const headers = signedByLibrary();
  const forgeries: [string, Record<string, string>, string][] = [
    [body.replace("路灯", "井盖"), headers, secret],
    [body, { ...headers, "webhook-id": "msg_other" }, secret],
    [body, { ...headers, "webhook-timestamp": String(Number(headers["webhook-timestamp"]) - 1) }, secret],
    [body, headers, other],
    [body, { ...headers, "webhook-signature": headers["webhook-signature"].slice(0, -8) }, secret],
    [body, { ...headers, "webhook-signature": headers["webhook-signature"].replace("v1,", "v1a,") }, secret],
    [body, { ...headers, "webhook-signature": "v1,%%% v1, v1" }, secret],
  ];
  for (const forgery of forgeries) await assert.rejects(verifyWebhook(...forgery), refused("no_signature_matches"));
});

test("what is replayed too late, or comes from the future, is refused", async () => {
  const now = Date.now();
  for (const [seconds, code] of [[-301, "too_old"], [301, "too_new"]] as const) {
    const headers = signedByLibrary(new Date(now + seconds * 1000));
    await assert.rejects(verifyWebhook(body, headers, secret, { now }), refused(code));
    await verifyWebhook(body, headers, secret, { now, tolerance: 400 });
  }
  for (const seconds of [-299, 299]) await verifyWebhook(body, signedByLibrary(new Date(now + seconds * 1000)), secret, { now });
});

test("headers that are missing or no numbers are refused", async () => {
  const headers: Record<string, string> = signedByLibrary();
  for (const name of Object.keys(headers)) {
    const { [name]: _, ...rest } = headers;
    await assert.rejects(verifyWebhook(body, rest, secret), refused("missing_header"));
    await assert.rejects(verifyWebhook(body, { ...rest, [name]: ["a", "b"] }, secret), refused("missing_header"));
  }
  for (const time of ["-1", "1e9", "now", "12345678901234567890", "1.5"])
    await assert.rejects(verifyWebhook(body, { ...headers, "webhook-timestamp": time }, secret), refused("bad_timestamp"));
});

test("a secret that is none is told from a wrong signature", async () => {
  for (const bad of ["whsec_", "", "whsec_%%"]) await assert.rejects(verifyWebhook(body, signedByLibrary(), bad), refused("bad_secret"));
});

test("a signed body that is no JSON is told from a forged one", async () => {
  await assert.rejects(verifyWebhook("no", signedByLibrary(new Date(), "no"), secret), refused("not_json"));
});
