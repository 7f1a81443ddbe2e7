import { URL } from "../../web/url.js";

const followedMaxCount = 5;

/**
 * Tells of a request and has the host say what the other side would answer: `{ status, reason, headers, body }`, or throws. Where a
 * server sends elsewhere, it goes there, as all clients do but the one that is told not to.
 */
export function exchange(kit, api, request) {
  let answer = ask(kit, api, request);
  for (let count = 0; count < followedMaxCount && request.follows !== false; count += 1) {
    const place = answer.status >= 300 && answer.status < 400 ? answer.headers.location : undefined;
    const url = place === undefined ? undefined : URL.parse(place, request.url)?.href;
    if (url === undefined) break;
    answer = ask(kit, api, { url, headers: request.headers, stack: request.stack });
  }
  return answer;
}

function ask(kit, api, { url, method = "GET", headers = {}, body, stack }) {
  const bytes = bytesOf(kit, body);
  const host = URL.parse(url)?.hostname ?? "";
  const data = {
    url,
    host,
    method,
    headers: plainHeaders(headers),
    ...(bytes === undefined || bytes.length === 0 ? {} : { body: bytes }),
  };
  kit.observe("network", api, data, stack);
  const { value, bytes: answer } = kit.host(
    "network.request",
    { url, method, headers: plainHeaders(headers) },
    bytes,
  );
  if (value.failure !== undefined) throw failureOf(value.failure, host);
  kit.clock.advance(value.tookMs ?? 0);
  return {
    status: value.status,
    reason: value.reason,
    headers: value.headers,
    body: answer ?? new Uint8Array(0),
  };
}

function failureOf(code, host) {
  const texts = {
    ENOTFOUND: `getaddrinfo ENOTFOUND ${host}`,
    ECONNREFUSED: `connect ECONNREFUSED ${host}`,
    ETIMEDOUT: `connect ETIMEDOUT ${host}`,
  };
  return Object.assign(new Error(texts[code] ?? code), {
    code,
    errno: -1,
    hostname: host,
    syscall: code === "ENOTFOUND" ? "getaddrinfo" : "connect",
  });
}

function bytesOf(kit, body) {
  if (body === undefined || body === null) return undefined;
  if (body instanceof Uint8Array) return body;
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return kit.bytes.encode(String(body), "utf8");
}

/** Headers as texts in a plain object. */
export function plainHeaders(headers) {
  const plain = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(", ") : String(value);
  }
  return plain;
}
