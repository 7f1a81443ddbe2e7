import { FeedsError } from "./errors.ts";
import { badAnswer } from "./feed-fetch.ts";
import type { FeedFetch, FeedResponse } from "./feed-fetch.ts";
import type { FeedAccess } from "./feed-source.ts";

/** What to fetch as a whole. */
export interface TextRequest {
  readonly url: string;
  readonly access: FeedAccess;
  readonly maxBytes: number;
}

const deadlineMs = 120_000;

/** Fetches a small file as text; `undefined` when there is none (404, 410). Throws `FEEDS_*`. */
export async function fetchText(fetch: FeedFetch, asked: TextRequest): Promise<string | undefined> {
  const { url, access, maxBytes } = asked;
  const response = await fetch({ url, access, deadlineMs, headers: { "accept-encoding": "gzip" } });
  if (isMissing(response)) {
    response.discard();
    return undefined;
  }
  checkOk(response, url);
  const chunks: Buffer[] = [];
  for await (const chunk of boundBody(response, url, maxBytes)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** Whether the answer says that there is no such file. */
export function isMissing({ status }: FeedResponse): boolean {
  return status === 404 || status === 410;
}

/** Refuses every status but 200. Throws `FEEDS_UNREACHABLE` for what may pass, else `FEEDS_BAD_ANSWER`. */
export function checkOk(response: FeedResponse, url: string): void {
  const { status } = response;
  if (status === 200) return;
  response.discard();
  if (status !== 429 && status < 500) throw badAnswer(url, `status ${status}`);
  throw new FeedsError("FEEDS_UNREACHABLE", {
    message: `Cannot fetch "${url}" as its server fails: status ${status}`,
    hint: "Try again later; what was known before stays in force.",
    details: { status },
  });
}

/** The body, as long as it stays within its bound. Throws `FEEDS_TOO_LARGE`. */
export async function* boundBody(
  { body }: FeedResponse,
  url: string,
  maxBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > maxBytes) throw tooLarge(url, maxBytes);
    yield chunk;
  }
}

/** The error for a file over its bound, in bytes. */
export function tooLarge(url: string, maxBytes: number): FeedsError {
  return new FeedsError("FEEDS_TOO_LARGE", {
    message: `Cannot take "${url}" as it is too large: more than ${maxBytes} bytes`,
    hint: "Check the address; what was known before stays in force.",
  });
}
