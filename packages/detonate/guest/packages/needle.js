import { ask, shapedBody } from "../parts/clients/client-answer.js";
import { stackNow } from "../system/primordials.js";

/** The needle client, and those of its manner: a method, an address, data, a callback or a promise. */
export default function create(kit) {
  const send = (method, url, ...rest) => {
    const done = rest.find((arg) => typeof arg === "function");
    const [data, options] = ["get", "head"].includes(method) ? [undefined, rest[0]] : rest;
    const promise = ask(kit, "needle", {
      url,
      method,
      headers: options?.headers,
      body: typeof data === "function" ? undefined : data,
      stack: stackNow(),
    }).then((answer) => {
      const response = {
        statusCode: answer.status,
        headers: answer.headers,
        body: shapedBody(answer, "json"),
        raw: answer.bytes,
      };
      done?.(null, response, response.body);
      return response;
    });
    promise.catch((error) => done?.(error));
    return promise;
  };
  const needle = (method, url, ...rest) => send(String(method).toLowerCase(), url, ...rest);
  for (const method of ["get", "post", "put", "patch", "delete", "head"])
    needle[method] = (url, ...rest) => send(method, url, ...rest);
  return Object.assign(needle, { request: needle, defaults: () => undefined, default: needle });
}
