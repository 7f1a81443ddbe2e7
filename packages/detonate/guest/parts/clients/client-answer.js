import { Buffer } from "../buffer.js";
import { exchange } from "../network/exchange.js";
import { bodyStream } from "../network/http-module.js";
import { parseAnswer } from "../network/parse-answer.js";

/** Sends in the manner of a client and gives `{ status, reason, headers, bytes, text, json() }` a little later. */
export async function ask(kit, api, { url, method = "GET", headers, body, stack }) {
  await new Promise((resolve) => kit.clock.soon(resolve));
  const answer = exchange(kit, api, {
    url: String(url?.href ?? url),
    method: String(method).toUpperCase(),
    headers,
    body: wireBody(body),
    stack,
  });
  const bytes = Buffer.from(answer.body);
  return { ...answer, bytes, text: bytes.toString(), json: () => parseJson(bytes.toString()) };
}

/** What of a body goes over the wire. */
export function wireBody(body) {
  if (body === undefined || body === null || typeof body === "string" || ArrayBuffer.isView(body))
    return body;
  if (typeof body.getBuffer === "function") return body.getBuffer();
  if (typeof body.bytesNow === "function") return body.bytesNow("----formdata");
  if (body[Symbol.toStringTag] === "URLSearchParams") return body.toString();
  try {
    return JSON.stringify(body);
  } catch {
    // What cannot be written as JSON is sent as what it says of itself.
    return String(body);
  }
}

/** JSON where it is some, else the text. */
export function parseJson(text) {
  try {
    return parseAnswer(text);
  } catch {
    // Clients hand out what is no JSON as it came.
    return text;
  }
}

/** A client's body in the form that was asked for. */
export function shapedBody(answer, kind) {
  if (kind === "stream") return bodyStream(answer.bytes);
  if (kind === "arraybuffer" || kind === "buffer" || kind === null) return answer.bytes;
  return kind === "text" ? answer.text : answer.json();
}

/** An address with the fields of a query put at its end. */
export function withQuery(url, fields) {
  const text = String(url?.href ?? url);
  if (fields === undefined || fields === null) return text;
  const query =
    typeof fields === "string"
      ? fields
      : Object.entries(fields)
          .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
          .join("&");
  return query === "" ? text : `${text}${text.includes("?") ? "&" : "?"}${query}`;
}
