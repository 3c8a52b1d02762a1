export { createClient, Minsheng, type Answer, type ClientOptions } from "./client.js";
export { AbortedError, isProblem, NetworkError, ProblemError, type FieldError, type Problem } from "./errors.js";
export { etagOf } from "./etag.js";
export { type RetryOptions } from "./retry.js";
export { type AttachOptions, type Attached, type ChangeOptions, type Tickets } from "./tickets.js";
export { fetchTransport, xhrTransport, type Fetch, type Transport, type TransportRequest, type TransportResponse } from "./transport.js";
export type * from "./types.js";
export { upload, type Source, type UploadOptions } from "./upload.js";
export { Canceller, miniProgram, wxFile, wxTransport, type Wx } from "./miniprogram.js";
