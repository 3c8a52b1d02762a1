// From the types that openapi-typescript writes to what a call takes and gives.
import type { components, paths } from "./api.js";

/** Every body by its name in the OpenAPI document: `Schemas["Receipt"]`. */
export type Schemas = components["schemas"];
/** The operations by path, as `client.get` and its like name them. */
export type Paths = paths;

export type Method = "get" | "post" | "put" | "delete";
/** Enough of a `Blob` or a `File`; written out, so that these types need no DOM. */
export interface BlobLike {
  readonly size: number;
  readonly type: string;
  slice(start: number, end: number): BlobLike;
  arrayBuffer(): Promise<ArrayBuffer>;
}
export type Bytes = BlobLike | ArrayBuffer | Uint8Array;

type Operation<P extends keyof paths, M extends Method> = paths[P] extends { [K in M]?: infer O } ? NonNullable<O> : never;

/** The paths that have an operation of this method. */
export type PathWith<M extends Method> = {
  [P in keyof paths]: [Operation<P, M>] extends [never] ? never : P;
}[keyof paths];

type Parameters<O, K extends string> = O extends { parameters: { [k in K]?: infer V } } ? NonNullable<V> : never;
type Given<K extends string, V> = [V] extends [never] ? unknown : {} extends V ? { [k in K]?: V } : { [k in K]: V };

type Content<C> = "application/json" extends keyof C ? C["application/json"] : Bytes;
type Body<O> = O extends { requestBody: { content: infer C } }
  ? { body: Content<C> }
  : O extends { requestBody?: infer B }
    ? [NonNullable<B>] extends [never]
      ? unknown
      : { body?: NonNullable<B> extends { content: infer C } ? Content<C> : never }
    : unknown;

type Header<O, H extends string, F> = H extends keyof Parameters<O, "header"> ? F : unknown;

/** What an operation takes. A header that it does not honour is not among the choices. */
export type Input<P extends keyof paths, M extends Method> = Given<"path", Parameters<Operation<P, M>, "path">> &
  Given<"query", Parameters<Operation<P, M>, "query">> &
  Body<Operation<P, M>> &
  Header<Operation<P, M>, "Idempotency-Key", { idempotencyKey?: string }> &
  Header<Operation<P, M>, "If-Match", { ifMatch?: Version }> &
  CallOptions;

/** Options may be left out where none is required. */
export type Args<I> = {} extends I ? [input?: I] : [input: I];

type Answered<C> = keyof C extends infer K
  ? K extends `${string}json`
    ? K extends keyof C
      ? C[K]
      : never
    : string
  : never;

/** What it answers: the body as JSON where it is that, as text where it is a table or a feed. */
export type Data<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R }
    ? { [S in keyof R & (200 | 201 | 202 | 204)]: R[S] extends { content: infer C } ? Answered<C> : undefined }[keyof R &
        (200 | 201 | 202 | 204)]
    : never;

/** The lists: paths whose `GET` answers `items` and `next`. */
export type ListPath = {
  [P in PathWith<"get">]: Data<P, "get"> extends { items: unknown[]; next: string | null } ? P : never;
}[PathWith<"get">];
export type Item<P extends ListPath> = Data<P, "get"> extends { items: (infer T)[] } ? T : never;

/** What is read and replaced at the same path. */
export type EditPath = PathWith<"get"> & PathWith<"put">;

/** The version that a change is based on: an `ETag`, its number, or what was read. */
export type Version = string | number | { readonly version: number };

/** Enough of an `AbortSignal`, for mini-programs have none. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface CallOptions {
  /** Ends the call, also while it waits to try again. */
  signal?: Signal;
  /** Milliseconds for each attempt. */
  timeout?: number;
  /** How many times more to try, at most; 0 for never. */
  retries?: number;
  /** Sending it twice does no harm, although it is a change without a key: try again like a `GET`. */
  repeatable?: boolean;
  /** Of one ticket, for this call alone. */
  queryCode?: string;
  /** Further headers. */
  headers?: Record<string, string>;
}
