import assert from "node:assert/strict";
import { test } from "node:test";
import { isProblem, wxFile, type TransportRequest, type TransportResponse } from "minsheng-client";
import { hotline, lost } from "./fake.js";

const path = "/v1/tickets/{id}/attachments/{attachment}";
const names = { path: { id: "1", attachment: "7" } };
const file = Uint8Array.from({ length: 10 }, (_, at) => at);
const offset = (bytes: number) => ({ headers: { "upload-offset": String(bytes) } });

function keeping(answers: (request: TransportRequest, nth: number) => Partial<TransportResponse> | Error) {
  const pieces: [range: string | undefined, bytes: number[]][] = [];
  const requests: TransportRequest[] = [];
  const { client } = hotline([], {
    transport: (request) => {
      requests.push(request);
      if (request.method === "PUT") pieces.push([request.headers["Content-Range"], [...new Uint8Array(request.body as ArrayBuffer)]]);
      const answer = answers(request, requests.length);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve({ status: 200, headers: {}, body: "", ...answer });
    },
  });
  return { client, pieces, requests };
}

test("a file goes in pieces, each with its place, and the last answer is the upload's", async () => {
  const { client, pieces, requests } = keeping((_, nth) => (nth === 3 ? { status: 201, headers: { location: "/v1/x" } } : { status: 200 }));
  const seen: number[] = [];
  const answer = await client.upload(path, file, { ...names, piece: 4, onProgress: (sent) => seen.push(sent) });
  assert.equal(answer.location, "/v1/x");
  assert.deepEqual(pieces, [
    ["bytes 0-3/10", [0, 1, 2, 3]],
    ["bytes 4-7/10", [4, 5, 6, 7]],
    ["bytes 8-9/10", [8, 9]],
  ]);
  assert.equal(requests[0]!.headers["Content-Type"], "application/octet-stream");
  assert.deepEqual(seen, [0, 4, 8, 10]);
});

test("a piece that is lost is sent again, and nothing else", async () => {
  const { client, pieces } = keeping((_, nth) => (nth === 2 ? lost() : {}));
  await client.upload(path, new Blob([file]), { ...names, piece: 5 });
  assert.deepEqual(pieces.map(([range]) => range), ["bytes 0-4/10", "bytes 5-9/10", "bytes 5-9/10"]);
});

test("it goes on where the hotline says that it stands, where it stood before, and asks when all has come", async () => {
  const { client, pieces } = keeping((_, nth) => (nth === 1 ? offset(3) : {}));
  await client.upload(path, file.buffer, { ...names, piece: 6 });
  assert.deepEqual(pieces.map(([range]) => range), ["bytes 0-5/10", "bytes 3-8/10", "bytes 9-9/10"]);
  const resumed = keeping(() => ({}));
  await resumed.client.upload(path, file, { ...names, from: 7 });
  assert.deepEqual(resumed.pieces, [["bytes 7-9/10", [7, 8, 9]]]);
  const whole = keeping(() => offset(10));
  await whole.client.upload(path, file, { ...names, from: 10 });
  assert.deepEqual(whole.pieces, [["bytes */10", []]]);
});

test("who stands elsewhere than the hotline is led there, once more than needed and no further", async () => {
  const elsewhere = (_: TransportRequest, nth: number) => (nth === 1 ? { status: 409, ...offset(2), body: '{"code":"wrong_offset"}' } : {});
  const { client, pieces } = keeping(elsewhere);
  await client.upload(path, file, { ...names, from: 6 });
  assert.deepEqual(pieces.map(([range]) => range), ["bytes 6-9/10", "bytes 2-9/10"]);
  const over = keeping(() => ({ status: 409, ...offset(0), body: '{"code":"ticket_over"}' }));
  await assert.rejects(over.client.upload(path, file, names), (error) => isProblem(error) && error.code === "ticket_over");
  assert.equal(over.pieces.length, 1);
});

test("a server that keeps nothing is not asked for ever", async () => {
  const { client, pieces } = keeping(() => offset(0));
  await assert.rejects(client.upload(path, file, { ...names, piece: 4 }), /keeps nothing/);
  assert.equal(pieces.length, 3);
});

test("a file is announced and then sent", async () => {
  const { client, requests, pieces } = keeping(({ method }) => ({
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id: "7", received: method === "PUT" ? 10 : 0 }),
  }));
  const kept = await client.tickets.attach("1", new Blob([file], { type: "image/png" }), { name: "路灯.png" });
  assert.deepEqual([kept.id, kept.received], ["7", 10]);
  const [announced, put] = requests;
  assert.deepEqual(JSON.parse(announced!.body as string), { name: "路灯.png", media_type: "image/png", size: 10 });
  assert.equal(announced!.headers["Idempotency-Key"], "key-1");
  assert.ok(put!.url.endsWith("/v1/tickets/1/attachments/7"));
  assert.deepEqual(pieces.map(([range]) => range), ["bytes 0-9/10"]);
});

test("a mini-program's file is read piece by piece", async () => {
  const read: unknown[] = [];
  const files = {
    stat: ({ success }: { success(result: { stats: unknown }): void }) => success({ stats: { size: 10 } }),
    readFile: ({ filePath, position = 0, length = 0, success }: { filePath: string; position?: number; length?: number; success(result: { data: ArrayBuffer }): void }) => {
      read.push([filePath, position, length]);
      success({ data: file.buffer.slice(position, position + length) });
    },
  };
  const source = await wxFile({ getFileSystemManager: () => files }, "wxfile://tmp/a.jpg", "image/jpeg");
  const { client, pieces } = keeping(() => ({}));
  await client.upload(path, source, { ...names, piece: 6 });
  assert.deepEqual(read, [["wxfile://tmp/a.jpg", 0, 6], ["wxfile://tmp/a.jpg", 6, 4]]);
  assert.deepEqual(pieces.at(-1), ["bytes 6-9/10", [6, 7, 8, 9]]);
});
