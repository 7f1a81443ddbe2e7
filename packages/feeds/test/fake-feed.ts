import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { createZip } from "../../intel/test/create-zip.ts";

/** A record as a test writes it down. */
export interface RecordSketch {
  readonly id: string;
  readonly modified?: string;
  readonly name?: string;
  readonly versions?: readonly string[];
  readonly withdrawn?: string;
  readonly ecosystem?: string;
}

/** The record in OSV's form. */
export function createRecord(sketch: RecordSketch): object {
  const { id, modified = "2030-01-01T00:00:00Z", name = "left", versions = ["1.0.0"], withdrawn } = sketch;
  const entry = { package: { ecosystem: sketch.ecosystem ?? "npm", name }, versions };
  return {
    id,
    modified,
    published: "2029-12-31T00:00:00Z",
    ...(withdrawn === undefined ? {} : { withdrawn }),
    affected: [entry],
  };
}

/** `count` records about packages of their own, one second after the other from the start of 2030. */
export function createRecords(count: number, prefix = "MAL-2030-"): readonly RecordSketch[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${prefix}${index + 1}`,
    name: `package-${index + 1}`,
    modified: new Date(Date.UTC(2030, 0, 1) + index * 1000).toISOString(),
  }));
}

/** A record that is newer than those of `createRecords`. */
export const fresh = { id: "MAL-2030-900", name: "fresh", modified: "2030-02-01T00:00:00Z" } as const;

/** What goes wrong with an answer. */
export type Fault =
  | { readonly kind: "status"; readonly status: number }
  /** The connection breaks after that many bytes. */
  | { readonly kind: "cut"; readonly after: number }
  /** Nothing more comes after that many bytes, and the connection stays. */
  | { readonly kind: "stall"; readonly after: number }
  | { readonly kind: "redirect"; readonly location: string }
  | { readonly kind: "body"; readonly body: Buffer | string };

/** A feed's server on loopback whose contents and faults a test chooses. */
export class FakeFeed {
  /** What it serves as `npm/<id>.json`, the archive and the list, unless a file overrides them. */
  records: readonly RecordSketch[] = [];
  /** Records that the archive leaves out. */
  readonly notInArchive: Set<string> = new Set();
  readonly files: Map<string, Buffer | string> = new Map();
  readonly faults: Map<string, Fault> = new Map();
  hasTags = true;
  /** `GET <path> <status>` and which part was asked for, in order. */
  readonly requests: string[] = [];
  readonly headers: IncomingMessage["headers"][] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<FakeFeed> {
    const server = createServer();
    const feed = new FakeFeed(server);
    server.on("request", (request, response) => feed.#answer(request, response));
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    return feed;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo; // A server that listens on a port has an address of that form.
    return `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? "").replace(/^\//, "");
    this.headers.push(request.headers);
    const fault = this.faults.get(path);
    if (fault?.kind === "status" || fault?.kind === "redirect") {
      response.writeHead(
        fault.kind === "status" ? fault.status : 302,
        fault.kind === "status" ? {} : { location: fault.location },
      );
      response.end();
    } else {
      const body = fault?.kind === "body" ? fault.body : this.#fileAt(path);
      if (body === undefined) response.writeHead(404).end("no such file");
      else this.#send({ request, response, body: Buffer.from(body), fault });
    }
    this.requests.push(`${path} ${response.statusCode} ${request.headers.range ?? ""}`.trim());
  }

  #send({ request, response, body, fault }: Answer): void {
    const tag = `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`;
    if (this.hasTags) response.setHeader("etag", tag);
    if (this.hasTags && request.headers["if-none-match"] === tag) {
      response.writeHead(304).end();
      return;
    }
    const start = this.hasTags && request.headers["if-range"] === tag ? rangeStart(request) : 0;
    const sent = start > 0 ? writePart(response, body, start) : writeWhole(request, response, body);
    sendWith(response, sent, fault);
  }

  #fileAt(path: string): Buffer | string | undefined {
    const file = this.files.get(path);
    if (file !== undefined) return file;
    if (path === "npm/all.zip") return this.#renderArchive();
    if (path === "npm/modified_id.csv") return this.#renderList();
    const id = /^npm\/(.+)\.json$/.exec(path)?.[1];
    const record = this.records.findLast((each) => each.id === id);
    return record === undefined ? undefined : JSON.stringify(createRecord(record));
  }

  #renderArchive(): Buffer {
    const members = this.records
      .filter(({ id }) => !this.notInArchive.has(id))
      .map((record) => ({ name: `${record.id}.json`, content: JSON.stringify(createRecord(record)) }));
    return createZip(members);
  }

  #renderList(): string {
    const lines = this.records.map(({ id, modified = "2030-01-01T00:00:00Z" }) => `${modified},${id}`);
    return `${lines.toSorted().toReversed().join("\n")}\n`;
  }
}

interface Answer {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly fault: Fault | undefined;
}

function rangeStart({ headers }: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
}

function writePart(response: ServerResponse, body: Buffer, start: number): Buffer {
  const sent = body.subarray(start);
  const range = `bytes ${start}-${body.length - 1}/${body.length}`;
  response.writeHead(206, { "content-length": sent.length, "content-range": range });
  return sent;
}

function writeWhole({ headers }: IncomingMessage, response: ServerResponse, body: Buffer): Buffer {
  const isPacked = (headers["accept-encoding"] ?? "").includes("gzip");
  const sent = isPacked ? gzipSync(body) : body;
  if (isPacked) response.setHeader("content-encoding", "gzip");
  response.writeHead(200, { "content-length": sent.length });
  return sent;
}

function sendWith(response: ServerResponse, sent: Buffer, fault: Fault | undefined): void {
  if (fault?.kind === "cut") response.write(sent.subarray(0, fault.after), () => response.destroy());
  else if (fault?.kind === "stall") response.write(sent.subarray(0, fault.after));
  else response.end(sent);
}
