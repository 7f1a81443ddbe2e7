import type { IncomingHttpHeaders } from "node:http";

const abbreviatedType = "application/vnd.npm.install-v1+json";

/** Whether the client asked for the abbreviated packument before the full one (Accept, RFC 9110 section 12.5.1). */
export function wantsAbbreviated(headers: IncomingHttpHeaders): boolean {
  const accept = headers.accept;
  if (accept === undefined) return false;
  const accepted = accept.split(",", 20).map(parseWeighted);
  const abbreviated = accepted.find(({ value }) => value === abbreviatedType);
  if (abbreviated === undefined || abbreviated.weight === 0) return false;
  const full = accepted.find(({ value }) => value === "application/json");
  return full === undefined || abbreviated.weight >= full.weight;
}

/** The content types of the two forms of a packument. */
export function packumentType(isAbbreviated: boolean): string {
  return isAbbreviated ? abbreviatedType : "application/json";
}

/**
 * Whether the client takes gzip. Nothing else is ever sent: a client that gets an encoding it did not ask for
 * may hang, and every client takes gzip.
 */
export function acceptsGzip(headers: IncomingHttpHeaders): boolean {
  const encodings = headers["accept-encoding"];
  if (typeof encodings !== "string") return false;
  return encodings
    .split(",", 20)
    .map(parseWeighted)
    .some(({ value, weight }) => (value === "gzip" || value === "x-gzip" || value === "*") && weight > 0);
}

/** Whether one of the validators in `If-None-Match` is this one; weak comparison, RFC 9110 section 13.1.2. */
export function matchesEtag(headers: IncomingHttpHeaders, etag: string): boolean {
  const candidates = headers["if-none-match"];
  if (candidates === undefined) return false;
  return candidates
    .split(",", 50)
    .map((candidate) => candidate.trim().replace(/^W\//, ""))
    .some((candidate) => candidate === etag || candidate === "*");
}

function parseWeighted(part: string): { readonly value: string; readonly weight: number } {
  const [value = "", ...parameters] = part.split(";", 5).map((piece) => piece.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith("q="));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { value, weight: Number.isNaN(weight) ? 0 : weight };
}
