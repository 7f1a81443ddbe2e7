import { ask, shapedBody, withQuery } from "../parts/clients/client-answer.js";
import { bodyStream } from "../parts/network/http-module.js";
import { stackNow } from "../system/primordials.js";

/** The request client: callbacks and streams at once. */
export default function create(kit) {
  const makeClient = (own) => {
    const request = (first, second, third) => send(kit, own, [first, second, third]);
    for (const method of ["get", "post", "put", "patch", "delete", "del", "head"]) {
      request[method] = (first, ...rest) =>
        send(kit, { ...own, method: method === "del" ? "delete" : method }, [first, ...rest]);
    }
    request.defaults = (more) => makeClient({ ...own, ...more });
    return Object.assign(request, { jar: () => ({}), cookie: () => ({}), debug: false, default: request });
  };
  return makeClient({});
}

function send(kit, own, args) {
  const done = args.find((arg) => typeof arg === "function");
  const plain = args.filter((arg) => typeof arg === "object" && arg !== null);
  const options = Object.assign({}, own, typeof args[0] === "string" ? { url: args[0] } : {}, ...plain);
  const { PassThrough } = kit.builtin("stream");
  const stream = new PassThrough();
  const body =
    options.body ??
    options.form ??
    options.formData ??
    (typeof options.json === "object" ? options.json : undefined);
  const url = withQuery(options.url ?? options.uri, options.qs);
  const promise = ask(kit, "request", {
    url,
    method: options.method,
    headers: options.headers,
    body,
    stack: stackNow(),
  }).then((answer) => {
    const shaped = shapedBody(
      answer,
      options.encoding === null ? null : options.json === undefined ? "text" : "json",
    );
    const response = Object.assign(bodyStream(answer.bytes), {
      statusCode: answer.status,
      statusMessage: answer.reason,
      headers: answer.headers,
      body: shaped,
    });
    stream.emit("response", response);
    stream.end(answer.bytes);
    (done ?? options.callback)?.(null, response, shaped);
    stream.emit("complete", response);
    return options.resolveWithFullResponse ? response : shaped;
  });
  promise.catch((error) => {
    if (done === undefined) stream.emit("error", error);
    else done(error);
  });
  const follow = (...callbacks) => promise.then(...callbacks);
  return Object.assign(stream, {
    form: () => ({ append: () => undefined }),
    auth: () => stream,
    abort: () => undefined,
    promise: () => promise,
    catch: (callback) => promise.catch(callback),
    followed: follow,
  });
}
