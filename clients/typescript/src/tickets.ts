import type { Minsheng } from "./client.js";
import { sourceOf, type Source, type UploadOptions } from "./upload.js";
import type { Bytes, CallOptions, Data, Input, Schemas, Version } from "./types.js";

type Ticket = Schemas["TicketView"];
type ListQuery = Input<"/v1/tickets", "get"> extends { query?: infer Q } ? NonNullable<Q> : never;

export interface ChangeOptions extends CallOptions {
  /** Only if it is still this version. */
  ifMatch?: Version;
  /** One's own, to repeat the call after a restart; else it gets a random one. */
  idempotencyKey?: string;
}

/** A file of a ticket, and how far it has come. */
export interface Attached {
  readonly id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
  readonly received: number;
  readonly state: string;
}

export interface AttachOptions extends Omit<UploadOptions, "path"> {
  name: string;
  /** Its media type; what the file says where nothing is said. */
  type?: string;
  /** For staff: the citizen does not see it. */
  internal?: boolean;
  /** One's own, to announce it once after a restart as well. */
  idempotencyKey?: string;
}

/** The life of a ticket, without paths and envelopes. */
export class Tickets {
  constructor(private readonly client: Minsheng) {}

  /** Hands in a demand, once, however often the network makes it be sent. The receipt's `query_code` is shown this once. */
  async submit(
    demand: Schemas["SubmitRequest"],
    options: Omit<ChangeOptions, "ifMatch"> & { include?: readonly ("similar" | "answers")[] } = {},
  ): Promise<Schemas["Receipt"]> {
    const { include, ...rest } = options;
    const query = include?.length ? { query: { include: include.join(",") } } : {};
    return (await this.client.call<Schemas["Receipt"]>("post", "/v1/tickets", { ...rest, ...query, body: demand })).data;
  }

  async read(id: string, options: CallOptions = {}): Promise<Ticket> {
    return (await this.client.call<Ticket>("get", "/v1/tickets/{id}", { ...options, path: { id } })).data;
  }

  /** Any action of `allowed_actions` that has no method of its own: `act(id, { action: "urge" }, { queryCode })`. */
  async act(id: string, update: Schemas["UpdateRequest"], options: ChangeOptions = {}): Promise<Ticket> {
    return this.change(id, "updates", update, options);
  }

  async rate(id: string, rating: Schemas["RatingRequest"], options: ChangeOptions = {}): Promise<Ticket> {
    return this.change(id, "rating", rating, options);
  }

  async assign(id: string, assignment: Schemas["AssignmentRequest"], options: ChangeOptions = {}): Promise<Ticket> {
    return this.change(id, "assignment", assignment, options);
  }

  async classify(id: string, said: Schemas["ClassificationRequest"], options: ChangeOptions = {}): Promise<Ticket> {
    return this.change(id, "classification", said, options);
  }

  /** The work list, page after page. */
  list(query: ListQuery = {}, options: CallOptions = {}): AsyncGenerator<Schemas["TicketLine"], void, undefined> {
    return this.client.items("/v1/tickets", { ...options, query });
  }

  /** Of the citizen who has proved a telephone, newest first. */
  mine(options: CallOptions = {}): AsyncGenerator<Schemas["MyTicket"], void, undefined> {
    return this.client.items("/v1/my/tickets", options);
  }

  /** Adds a file: announces it, and sends its bytes in pieces. The same announcement goes on where it stood. */
  async attach(id: string, data: Bytes | Source, options: AttachOptions): Promise<Attached> {
    const { name, type, internal, idempotencyKey, onProgress, piece, from, ...call } = options;
    const source = sourceOf(data);
    const body = { name, media_type: type ?? source.type, size: source.size, ...(internal ? { internal } : {}) };
    const { data: announced } = await this.client.call<Attached>("post", "/v1/tickets/{id}/attachments", {
      ...call,
      path: { id },
      body,
      // Announced twice, it would be two files.
      idempotencyKey: idempotencyKey ?? (await this.client.newKey()),
    });
    const { data: kept } = await this.client.upload<Attached>("/v1/tickets/{id}/attachments/{attachment}", source, {
      ...call,
      path: { id, attachment: announced.id },
      from: from ?? announced.received,
      ...(piece === undefined ? {} : { piece }),
      ...(onProgress ? { onProgress } : {}),
    });
    return kept;
  }

  private async change(
    id: string,
    what: "updates" | "rating" | "assignment" | "classification",
    body: unknown,
    options: ChangeOptions,
  ): Promise<Ticket> {
    type Changed = Data<"/v1/tickets/{id}/updates", "post">;
    const path = `/v1/tickets/{id}/${what}`;
    return (await this.client.call<Changed>("post", path, { ...options, path: { id }, body })).data as Ticket;
  }
}
