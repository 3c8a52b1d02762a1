import type { Schemas } from "./types.js";

export type Problem = Schemas["Problem"];
export type FieldError = Schemas["FieldError"];

/** The hotline answered, and it was no. Act on `code`; `message` is for people, in their language. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly code: string;
  /** What is wrong with which field or parameter. */
  readonly errors: readonly FieldError[];
  /** For whoever runs the hotline, who finds by it what happened. */
  readonly requestId: string | undefined;
  /** Seconds after which it may be asked again. */
  readonly retryAfter: number | undefined;
  /** All that was said, `allowed_actions` among it. */
  readonly problem: Partial<Problem>;
  /** As the answer had them, their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The key that was sent: repeating the call with it and the same body does nothing twice. */
  readonly idempotencyKey: string | undefined;

  constructor(status: number, problem: Partial<Problem>, about: About = {}) {
    // A proxy's own page says no more than its status.
    const code = problem.code ?? `http_${status}`;
    super(problem.detail || problem.title || code);
    this.status = status;
    this.code = code;
    this.errors = problem.errors ?? [];
    this.problem = problem;
    this.requestId = about.requestId ?? problem.instance?.replace(/^urn:uuid:/, "");
    this.retryAfter = about.retryAfter;
    this.headers = about.headers ?? {};
    this.idempotencyKey = about.idempotencyKey;
  }

  /** What is wrong with one field: `error.field("/reporter/phone")`, or with a parameter: `"?limit"`. */
  field(pointer: string): FieldError | undefined {
    return this.errors.find((error) => error.pointer === pointer);
  }
}

interface About {
  requestId?: string | undefined;
  retryAfter?: number | undefined;
  headers?: Readonly<Record<string, string>>;
  idempotencyKey?: string | undefined;
}

/** No answer came, or none in time: whether the call was carried out is not known. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  readonly timedOut: boolean;
  /** As `ProblemError.idempotencyKey`. */
  idempotencyKey: string | undefined;

  constructor(message: string, options: { timedOut?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.timedOut = options.timedOut ?? false;
  }
}

/** The caller's own signal ended it. */
export class AbortedError extends Error {
  override readonly name = "AbortError";

  constructor(reason?: unknown) {
    super("the call was ended by its caller", { cause: reason });
  }
}

/** Also of another copy of this package, which `instanceof` would not know. */
export const isProblem = (error: unknown): error is ProblemError =>
  error instanceof Error && error.name === "ProblemError" && "code" in error;
