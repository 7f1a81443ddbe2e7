import { Readable } from "node:stream";

import { limits } from "@lockkeeper/core";
import type { PackageName } from "@lockkeeper/core";
import type { Dispatcher } from "undici";

import { RegistryError } from "./errors.ts";
import { boundBody, readBody } from "./upstream-body.ts";
import { badResponse, tooLarge } from "./upstream-failure.ts";
import type { Errand } from "./upstream-failure.ts";
import { drain, retryOnce, send } from "./upstream-transport.ts";
import type { Transport } from "./upstream-transport.ts";
import type {
  FetchedPackument,
  FetchedTarball,
  PlainRequest,
  PlainResponse,
  Upstream,
  Validators,
} from "./upstream.ts";

/** How long whole exchanges may take, in milliseconds. */
export interface Deadlines {
  readonly documentMs: number;
  readonly tarballMs: number;
}

const encodings = "gzip, br";
const passedHeaders: readonly string[] = ["accept", "content-type", "content-encoding"];
const validatorForm = /^[\u0020-\u007e]{1,500}$/;
const plainPath = /^\/-\/[^\s\\#]*$/;

/** Speaks npm's protocol to one upstream. Errors are those of {@link Upstream}. */
export function createUpstream(transport: Transport, deadlines: Deadlines): Upstream {
  const { id, url, isPrivate } = transport.settings;
  return {
    id,
    url,
    isPrivate,
    fetchPackument: (name, validators) =>
      retryOnce(() => fetchPackument(transport, { name, validators, deadlineMs: deadlines.documentMs })),
    fetchTarball: (tarball) => retryOnce(() => fetchTarball(transport, tarball, deadlines.tarballMs)),
    fetchPlain: (request) => {
      const job = (): Promise<PlainResponse> => fetchPlain(transport, request, deadlines.documentMs);
      return request.method === "GET" ? retryOnce(job) : job();
    },
    async probe() {
      const job = (): Promise<PlainResponse> =>
        fetchPlain(transport, { method: "GET", path: "/-/ping" }, deadlines.documentMs);
      await retryOnce(job);
    },
  };
}

async function fetchPackument(
  transport: Transport,
  question: { readonly name: PackageName; readonly validators: Validators; readonly deadlineMs: number },
): Promise<FetchedPackument> {
  const { name, validators, deadlineMs } = question;
  const { id, url } = transport.settings;
  const errand: Errand = { what: `the packument of "${name}"`, upstream: id };
  const headers = {
    accept: "application/json",
    "accept-encoding": encodings,
    ...(validators.etag === undefined ? {} : { "if-none-match": validators.etag }),
    ...(validators.lastModified === undefined ? {} : { "if-modified-since": validators.lastModified }),
  };
  const path = name.replace("/", "%2f");
  const answer = await send(transport, { method: "GET", url: `${url}/${path}`, headers, errand, deadlineMs });
  if (answer.statusCode === 200) {
    const bytes = await readAnswer(answer, errand, limits.packumentMaxBytes);
    const etag = validatorOf(answer, "etag");
    return { kind: "fresh", bytes, etag, lastModified: validatorOf(answer, "last-modified") };
  }
  await drain(answer, errand);
  return judgeEmptyAnswer(transport, answer.statusCode, { errand, validators });
}

function judgeEmptyAnswer(
  { settings }: Transport,
  status: number,
  { errand, validators }: { readonly errand: Errand; readonly validators: Validators },
): FetchedPackument {
  const wasConditional = validators.etag !== undefined || validators.lastModified !== undefined;
  if (status === 304 && wasConditional) return { kind: "not-modified" };
  if (status === 404 || status === 410) return { kind: "absent", status };
  if (status === 401 || status === 403) {
    throw new RegistryError("REGISTRY_UNAUTHORIZED", {
      message: `Cannot fetch ${errand.what} from "${errand.upstream}" as it refuses: status ${status}`,
      hint:
        settings.authorization === undefined
          ? "Give the upstream a token if it needs one."
          : "Check the upstream's token: it may have expired or lack the right to read.",
      details: { status },
    });
  }
  throw badResponse(`status ${status}`, errand);
}

async function fetchTarball(transport: Transport, url: string, deadlineMs: number): Promise<FetchedTarball> {
  const errand: Errand = { what: `the tarball "${url.slice(0, 200)}"`, upstream: transport.settings.id };
  // Compressing again what is compressed already is for nobody's good.
  const headers = { accept: "*/*", "accept-encoding": "identity" };
  const answer = await send(transport, { method: "GET", url, headers, errand, deadlineMs });
  if (answer.statusCode !== 200) {
    await drain(answer, errand);
    return { status: answer.statusCode, body: Readable.from([]), length: undefined };
  }
  const length = lengthOf(answer);
  const max = limits.tarballMaxBytes;
  if (length !== undefined && length > max) {
    answer.body.destroy();
    throw tooLarge(max, errand);
  }
  return { status: 200, body: boundBody(answer.body, { max, errand }), length };
}

async function fetchPlain(
  transport: Transport,
  { method, path, headers: given = {}, body }: PlainRequest,
  deadlineMs: number,
): Promise<PlainResponse> {
  const { id, url } = transport.settings;
  const errand: Errand = { what: `"${path.slice(0, 120)}"`, upstream: id };
  if (!plainPath.test(path) || !URL.canParse(url + path) || new URL(url + path).href !== url + path) {
    throw new RegistryError("REGISTRY_BAD_URL", {
      message: `Cannot ask "${id}" for ${errand.what} as it is no plain path below "/-/": it would become another`,
    });
  }
  const headers: Record<string, string> = { "accept-encoding": encodings };
  for (const name of passedHeaders) {
    const value = given[name];
    if (value !== undefined) headers[name] = value;
  }
  const answer = await send(transport, {
    method,
    url: url + path,
    headers,
    errand,
    deadlineMs,
    ...(body === undefined ? {} : { body }),
  });
  const bytes = await readAnswer(answer, errand, limits.requestBodyMaxBytes * 4);
  return { status: answer.statusCode, contentType: headerOf(answer, "content-type"), bytes };
}

function readAnswer(answer: Dispatcher.ResponseData, errand: Errand, max: number): Promise<Buffer> {
  const length = lengthOf(answer);
  if (length !== undefined && length > max) {
    answer.body.destroy();
    throw tooLarge(max, errand);
  }
  const encoding = headerOf(answer, "content-encoding") ?? "";
  return readBody(answer.body, { errand, max, encoding, announced: length });
}

/** A validator goes back to the upstream; one that no request could carry would make every later question fail. */
function validatorOf(answer: Dispatcher.ResponseData, name: string): string | undefined {
  const value = headerOf(answer, name);
  return value !== undefined && validatorForm.test(value) ? value : undefined;
}

function headerOf(answer: Dispatcher.ResponseData, name: string): string | undefined {
  const value = answer.headers[name];
  return typeof value === "string" ? value : value?.[0];
}

function lengthOf(answer: Dispatcher.ResponseData): number | undefined {
  const text = headerOf(answer, "content-length");
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
