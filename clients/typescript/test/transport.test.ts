// The transports against a server that answers, hangs, breaks off and redirects.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { AbortedError, Canceller, createClient, isProblem, miniProgram, NetworkError, type Wx } from "minsheng-client";

async function serving(handle: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void, work: (baseUrl: string) => Promise<void>) {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => handle(request, response, Buffer.concat(parts)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const json = { "content-type": "application/json; charset=utf-8", "x-request-id": "r-1", etag: '"4"' };

/** wx as WeChat documents it, over Node's fetch. */
const wx: Wx = {
  request({ url, method, header, data, timeout, responseType, success, fail }) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new Error("timeout")), timeout ?? 60_000);
    fetch(url, { method: method ?? "GET", headers: header ?? {}, ...(data === undefined ? {} : { body: data }), signal: controller.signal })
      .then(async (response) => {
        const body = responseType === "arraybuffer" ? await response.arrayBuffer() : await response.text();
        // Some phones keep the case that a server has written.
        const shouted = [...response.headers].map(([name, value]) => [name.replace(/(^|-)./g, (c) => c.toUpperCase()), value]);
        success({ statusCode: response.status, header: Object.fromEntries(shouted), data: body });
      })
      .catch((error: unknown) => fail({ errMsg: `request:fail ${String(error)}` }))
      .finally(() => clearTimeout(timer));
    return { abort: () => controller.abort(new Error("abort")) };
  },
  getRandomValues: ({ length, success }) => success({ randomValues: crypto.getRandomValues(new Uint8Array(length)).buffer }),
  getFileSystemManager: () => assert.fail("no files here"),
};

for (const [name, adapter] of [["fetch", {}], ["wx.request", miniProgram(wx)]] as const) {
  test(`${name}: a body goes there and comes back`, () =>
    serving(
      (request, response, body) => {
        assert.equal(request.method, "POST");
        assert.equal(request.headers["content-type"], "application/json");
        assert.match(String(request.headers["idempotency-key"]), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        response.writeHead(201, json).end(body);
      },
      async (baseUrl) => {
        const { data, etag, requestId, status } = await createClient({ baseUrl, ...adapter }).post("/v1/tickets", { body: { content: "路灯坏了 🏮" } });
        assert.deepEqual([data, etag, requestId, status], [{ content: "路灯坏了 🏮" }, '"4"', "r-1", 201]);
      },
    ));

  test(`${name}: what hangs ends in time, and is no answer`, () =>
    serving(
      () => {},
      async (baseUrl) => {
        const client = createClient({ baseUrl, timeout: 50, retries: 0, ...adapter });
        await assert.rejects(client.get("/v1/words"), (error) => error instanceof NetworkError && error.timedOut);
      },
    ));

  test(`${name}: what breaks off is no answer`, () =>
    serving(
      (_, response) => response.destroy(),
      async (baseUrl) => {
        const client = createClient({ baseUrl, retries: 0, ...adapter });
        await assert.rejects(client.get("/v1/words"), (error) => error instanceof NetworkError && !error.timedOut);
      },
    ));

  test(`${name}: a caller ends it`, () => {
    const canceller = new Canceller();
    return serving(
      () => canceller.abort(),
      async (baseUrl) => {
        const client = createClient({ baseUrl, ...adapter });
        await assert.rejects(client.get("/v1/words", { signal: canceller.signal }), AbortedError);
        await assert.rejects(client.get("/v1/words", { signal: canceller.signal }), AbortedError, "nor does it begin");
      },
    );
  });

  test(`${name}: bytes are bytes, and a problem about them is one`, () =>
    serving(
      (request, response) => {
        if (request.url === "/v1/tickets.csv") response.writeHead(200, { "content-type": "text/csv" }).end(Buffer.from([0xef, 0xbb, 0xbf, 0xff]));
        else response.writeHead(404, { "content-type": "application/problem+json" }).end(JSON.stringify({ code: "not_found", detail: "没有找到" }));
      },
      async (baseUrl) => {
        const client = createClient({ baseUrl, ...adapter });
        assert.deepEqual(new Uint8Array((await client.download("/v1/tickets.csv")).data), new Uint8Array([0xef, 0xbb, 0xbf, 0xff]));
        await assert.rejects(client.download("/v1/words"), (error) => isProblem(error) && error.message === "没有找到");
      },
    ));
}

test("fetch: a key is not carried to where somebody else points", () =>
  serving(
    (_, response) => response.writeHead(302, { location: "http://127.0.0.1:9/" }).end(),
    async (baseUrl) => {
      const client = createClient({ baseUrl, retries: 0, apiKey: "msk_secret" });
      await assert.rejects(client.get("/v1/words"), NetworkError);
    },
  ));

test("XMLHttpRequest: headers, times and progress", async () => {
  const sent: unknown[] = [];
  class Xhr {
    upload: { onprogress?: (event: { loaded: number }) => void } = {};
    status = 201;
    response = '{"id":"1"}';
    timeout = 0;
    onload = () => {};
    open(...words: string[]) { sent.push(words); }
    setRequestHeader(...words: string[]) { sent.push(words); }
    getAllResponseHeaders() { return "Content-Type: application/json\r\nETag: \"1\"\r\n"; }
    send(body: unknown) {
      sent.push(body);
      this.upload.onprogress?.({ loaded: 2 });
      this.onload();
    }
  }
  Object.assign(globalThis, { XMLHttpRequest: Xhr });
  const seen: number[][] = [];
  try {
    const answer = await createClient({ baseUrl: "https://h.example" }).upload<{ id: string }>("/v1/files/{id}", new Uint8Array([1, 2, 3]), {
      path: { id: "7" },
      onProgress: (...progress) => seen.push(progress),
    });
    assert.equal(answer.data.id, "1");
    assert.equal(answer.etag, '"1"');
  } finally {
    Reflect.deleteProperty(globalThis, "XMLHttpRequest");
  }
  assert.deepEqual(sent[0], ["PUT", "https://h.example/v1/files/7"]);
  assert.deepEqual(seen, [[0, 3], [2, 3], [3, 3]]);
});
