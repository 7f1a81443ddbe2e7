import { ask, withQuery } from "../parts/clients/client-answer.js";
import { bodyStream } from "../parts/network/http-module.js";
import { stackNow } from "../system/primordials.js";

/** The got client: promises that also have what is in the answer. */
export default function create(kit) {
  const makeClient = (own) => {
    const got = (url, options = {}) => send(kit, url, { ...own, ...options });
    for (const method of ["get", "post", "put", "patch", "delete", "head"])
      got[method] = (url, options) => got(url, { ...options, method });
    got.extend = (more) => makeClient({ ...own, ...more });
    got.stream = (url, options) => streamOf(got(url, { ...options, responseType: "buffer" }), kit);
    return Object.assign(got, {
      default: got,
      got,
      HTTPError: class HTTPError extends Error {},
      RequestError: class RequestError extends Error {},
    });
  };
  return makeClient({});
}

function send(kit, first, second) {
  const options =
    typeof first === "object" && first !== null && first.href === undefined
      ? { ...second, ...first }
      : second;
  const url = withQuery(
    `${options.prefixUrl ?? ""}${String(options.url ?? first?.href ?? first)}`,
    options.searchParams ?? options.query,
  );
  const promise = ask(kit, "got", {
    url,
    method: options.method,
    headers: options.headers,
    body: options.json ?? options.form ?? options.body,
    stack: stackNow(),
  }).then((answer) => ({
    statusCode: answer.status,
    statusMessage: answer.reason,
    headers: answer.headers,
    body: bodyOf(answer, options.responseType ?? (options.json === true ? "json" : "text")),
    rawBody: answer.bytes,
    url,
    ok: true,
  }));
  const read = (pick) => () => promise.then(({ rawBody }) => pick(rawBody));
  return Object.assign(promise, {
    json: read((bytes) => JSON.parse(bytes.toString())),
    text: read((bytes) => bytes.toString()),
    buffer: read((bytes) => bytes),
    cancel: () => undefined,
    on: () => promise,
  });
}

function bodyOf(answer, kind) {
  if (kind === "buffer") return answer.bytes;
  return kind === "json" ? answer.json() : answer.text;
}

function streamOf(promise, kit) {
  const { PassThrough } = kit.builtin("stream");
  const stream = new PassThrough();
  promise.then(
    (response) => {
      stream.emit("response", response);
      bodyStream(response.rawBody).pipe(stream);
    },
    (error) => stream.emit("error", error),
  );
  return stream;
}
