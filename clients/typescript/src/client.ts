import { AbortedError, isProblem, NetworkError, ProblemError, type Problem } from "./errors.js";
import { etagOf } from "./etag.js";
import { keyed } from "./keyed.js";
import { randomKey } from "./random.js";
import { pause, retryAfter, sleep, type RetryOptions } from "./retry.js";
import { Tickets } from "./tickets.js";
import { fetchTransport, type Transport, type TransportResponse } from "./transport.js";
import { upload, type Source, type UploadOptions } from "./upload.js";
import type { Args, Bytes, CallOptions, Data, EditPath, Input, Item, ListPath, Method, PathWith, Version } from "./types.js";

export interface ClientOptions {
  /** Where the hotline is, `https://12345.example.gov.cn`; empty for the page's own site. */
  baseUrl?: string;
  /** Of what people read. */
  language?: "zh" | "en";
  /** A token, or who has one; asked with `expired` when the last one was refused for its age. */
  token?: string | ((why?: "expired") => string | undefined | Promise<string | undefined>);
  /** Another system's key; never together with a token. */
  apiKey?: string;
  /** Of one ticket: `client.with({ queryCode })` speaks for its reporter. */
  queryCode?: string;
  /** Sent with everything. */
  headers?: Record<string, string>;
  /** Milliseconds for each attempt: 15,000. */
  timeout?: number;
  /** How many times more a call is tried that may be: 3. */
  retries?: number;
  retry?: RetryOptions;
  /** `fetch` where nothing else is said. */
  transport?: Transport;
  /** Makes an idempotency key. */
  newKey?: () => string | Promise<string>;
}

/** What came back, beside the body. */
export interface Answer<T> {
  readonly data: T;
  readonly status: number;
  /** The version, for `ifMatch`. */
  readonly etag: string | undefined;
  /** Of what was created. */
  readonly location: string | undefined;
  readonly requestId: string | undefined;
  /** The key was known: it had been carried out before. */
  readonly replayed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** A call as the typed methods hand it in. */
interface Call extends CallOptions {
  path?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
  idempotencyKey?: string;
  ifMatch?: Version;
  binary?: boolean;
  onSent?: (bytes: number) => void;
}

export class Minsheng {
  readonly tickets: Tickets;

  constructor(readonly options: ClientOptions = {}) {
    this.tickets = new Tickets(this);
  }

  /** The same hotline, as somebody else or in another language. Whoever it speaks for so far is forgotten when `options` names another. */
  with(options: ClientOptions): Minsheng {
    const { token, apiKey, queryCode, ...rest } = this.options;
    const who = "token" in options || "apiKey" in options || "queryCode" in options;
    return new Minsheng({ ...rest, ...(who ? {} : defined({ token, apiKey, queryCode })), ...options });
  }

  get<P extends PathWith<"get">>(path: P, ...[input]: Args<Input<P, "get">>): Promise<Answer<Data<P, "get">>> {
    return this.call("get", path, input);
  }

  /** Where the operation takes an `Idempotency-Key` it gets one, and is tried again like a `GET`. */
  post<P extends PathWith<"post">>(path: P, ...[input]: Args<Input<P, "post">>): Promise<Answer<Data<P, "post">>> {
    return this.call("post", path, input);
  }

  put<P extends PathWith<"put">>(path: P, ...[input]: Args<Input<P, "put">>): Promise<Answer<Data<P, "put">>> {
    return this.call("put", path, input);
  }

  delete<P extends PathWith<"delete">>(path: P, ...[input]: Args<Input<P, "delete">>): Promise<Answer<Data<P, "delete">>> {
    return this.call("delete", path, input);
  }

  /** What a `GET` answers as bytes, whatever they are. */
  download<P extends PathWith<"get">>(path: P, ...[input]: Args<Input<P, "get">>): Promise<Answer<ArrayBuffer>> {
    return this.call("get", path, { ...input, binary: true });
  }

  /** The pages of a list, one request for each that is asked for. */
  async *pages<P extends ListPath>(path: P, ...[input]: Args<Input<P, "get">>): AsyncGenerator<Data<P, "get">, void, undefined> {
    let cursor: string | null | undefined;
    do {
      const query = { ...(input as Call | undefined)?.query, ...(cursor ? { cursor } : {}) };
      const page = (await this.call<{ next: string | null }>("get", path, { ...input, query })).data;
      yield page as unknown as Data<P, "get">;
      cursor = page.next;
    } while (cursor);
  }

  /** Everything in a list: `for await (const ticket of client.items("/v1/tickets"))`. Leaving the loop asks for nothing more. */
  async *items<P extends ListPath>(path: P, ...args: Args<Input<P, "get">>): AsyncGenerator<Item<P>, void, undefined> {
    for await (const page of this.pages(path, ...args)) yield* (page as { items: Item<P>[] }).items;
  }

  /**
   * Reads, lets `change` say what is to be different, and writes it only if nobody was faster; else reads again and asks
   * again, up to five times. What `change` leaves out stays as it is.
   */
  async edit<P extends EditPath>(
    path: P,
    input: Pick<Input<P, "get">, keyof Input<P, "get"> & ("path" | keyof CallOptions)>,
    change: (now: Data<P, "get">) => Input<P, "put"> extends { body: infer B } ? B | Promise<B> : never,
  ): Promise<Answer<Data<P, "put">>> {
    for (let attempt = 1; ; attempt++) {
      const { data, etag } = await this.call<Data<P, "get">>("get", path, input);
      const based = etag === undefined ? {} : { ifMatch: etag };
      try {
        return await this.call("put", path, { ...input, body: await change(data), ...based });
      } catch (error) {
        if (attempt >= 5 || !isProblem(error) || error.status !== 412) throw error;
      }
    }
  }

  /** A file in pieces, with progress: see upload.ts for what is sent. */
  upload<T = unknown>(path: string, data: Bytes | Source, options?: UploadOptions): Promise<Answer<T>> {
    return upload<T>(this, path, data, options);
  }

  /** A key of one's own, to keep beside what is to be sent: with it the call can be repeated after a restart. */
  async newKey(): Promise<string> {
    return (this.options.newKey ?? randomKey)();
  }

  /** Below the typed methods: any path, as it stands or with `{names}`. */
  async call<T>(method: Method, path: string, input: unknown = {}): Promise<Answer<T>> {
    const call = input as Call;
    const o = this.options;
    const transport = o.transport ?? fetchTransport();
    const takesKey = method === "post" && keyed.has(path);
    const idempotencyKey = call.idempotencyKey ?? (takesKey ? await this.newKey() : undefined);
    const repeatable = call.repeatable ?? (method === "get" || idempotencyKey !== undefined);
    const retries = repeatable ? (call.retries ?? o.retries ?? 3) : 0;
    const [type, body] = payload(call.body);
    const url = (o.baseUrl ?? "").replace(/\/+$/, "") + filled(path, call.path) + queryString(call.query);
    const headers = defined({
      "Accept-Language": o.language,
      "Content-Type": type,
      "X-API-Key": o.apiKey,
      "Query-Code": call.queryCode ?? o.queryCode,
      "Idempotency-Key": idempotencyKey,
      "If-Match": call.ifMatch === undefined ? undefined : etagOf(call.ifMatch),
      ...o.headers,
      ...call.headers,
    });
    let token = typeof o.token === "function" ? await o.token() : o.token;
    let renewed = typeof o.token !== "function";
    for (let attempt = 0; ; ) {
      let failure: unknown;
      try {
        const response = await transport({
          method: method.toUpperCase(),
          url,
          headers: token === undefined ? headers : { ...headers, Authorization: `Bearer ${token}` },
          timeout: call.timeout ?? o.timeout ?? 15_000,
          ...defined({ body, signal: call.signal, binary: call.binary, onSent: call.onSent }),
        });
        if (response.status < 400) return answer<T>(response, call.binary ?? false);
        failure = problemOf(response, idempotencyKey);
      } catch (error) {
        if (error instanceof NetworkError) error.idempotencyKey = idempotencyKey;
        failure = error;
      }
      // A token that is too old has changed nothing.
      if (!renewed && isProblem(failure) && failure.code === "token_expired") {
        renewed = true;
        token = await (o.token as (why: "expired") => string | undefined | Promise<string | undefined>)("expired");
        continue;
      }
      const wait = attempt < retries ? pause(failure, attempt, o.retry ?? {}) : undefined;
      if (wait === undefined) throw failure;
      await (o.retry?.sleep ?? sleep)(wait, call.signal);
      if (call.signal?.aborted) throw new AbortedError(call.signal.reason);
      attempt++;
    }
  }
}

/** The same bytes at every attempt: a key belongs to them. */
function payload(body: unknown): [type: string | undefined, body: string | undefined] {
  if (body === undefined) return [undefined, undefined];
  if (isBytes(body)) return ["application/octet-stream", body as unknown as string];
  return ["application/json", JSON.stringify(body)];
}

const isBytes = (body: unknown): boolean =>
  body instanceof ArrayBuffer || ArrayBuffer.isView(body) || (typeof Blob === "function" && body instanceof Blob);

function filled(path: string, values: Record<string, string | number> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined || value === "") throw new TypeError(`${path} needs a value for ${name}`);
    return encodeURIComponent(value);
  });
}

/** A list is repeated; what is `undefined` or `null` is left out. */
function queryString(query: Record<string, unknown> = {}): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined && one !== null)
      .map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`),
  );
  return parts.length ? `?${parts.join("&")}` : "";
}

function answer<T>({ status, headers, body }: TransportResponse, binary: boolean): Answer<T> {
  const json = !binary && /\bjson\b/.test(headers["content-type"] ?? "");
  return {
    data: (status === 204 || status === 304 ? undefined : json ? JSON.parse(body as string) : body) as T,
    status,
    etag: headers.etag,
    location: headers.location,
    requestId: headers["x-request-id"],
    replayed: headers["idempotent-replay"] === "true",
    headers,
  };
}

function problemOf({ status, headers, body }: TransportResponse, idempotencyKey: string | undefined): ProblemError {
  let problem: Partial<Problem> = {};
  try {
    const text = typeof body === "string" ? body : decodeURIComponent(escaped(new Uint8Array(body)));
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) problem = parsed;
  } catch {
    // Somebody between us and the hotline answered; the status is all there is to go by.
  }
  return new ProblemError(status, problem, {
    requestId: headers["x-request-id"],
    retryAfter: retryAfter(headers["retry-after"]),
    headers,
    idempotencyKey,
  });
}

/** UTF-8 as `decodeURIComponent` reads it: mini-programs have no TextDecoder. */
const escaped = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

/** Without what is `undefined`. */
type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
function defined<T extends object>(object: T): Defined<T> & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as never;
}

export const createClient = (options?: ClientOptions): Minsheng => new Minsheng(options);
