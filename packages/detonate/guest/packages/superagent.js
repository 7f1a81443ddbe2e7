import { ask } from "../parts/clients/client-answer.js";
import { stackNow } from "../system/primordials.js";

/** The superagent client: requests that are put together step by step and sent when awaited. */
export default function create(kit) {
  const start = (method) => (url) => {
    const state = { url, method, headers: {}, body: undefined, stack: stackNow() };
    const send = () =>
      ask(kit, "superagent", state).then((answer) => ({
        status: answer.status,
        statusCode: answer.status,
        ok: true,
        headers: answer.headers,
        header: answer.headers,
        text: answer.text,
        body: answer.json(),
      }));
    const step =
      (change) =>
      (...args) => {
        change(...args);
        return request;
      };
    const request = {
      set: step((name, value) =>
        Object.assign(state.headers, typeof name === "object" ? name : { [name]: value }),
      ),
      send: step((body) => (state.body = body)),
      query: step(() => undefined),
      type: step(() => undefined),
      accept: step(() => undefined),
      attach: step((name, file) => (state.body = `${name}=${String(file)}`)),
      field: step((name, value) => (state.body = `${name}=${String(value)}`)),
      timeout: step(() => undefined),
      retry: step(() => undefined),
      buffer: step(() => undefined),
      end: (done) => void send().then((response) => done(null, response), done),
      // Requests of this client are sent by being awaited.
      // oxlint-disable-next-line unicorn/no-thenable
      then: (...callbacks) => send().then(...callbacks),
      catch: (callback) => send().catch(callback),
    };
    return request;
  };
  const client = (method, url) => (url === undefined ? start("GET")(method) : start(method)(url));
  for (const method of ["get", "post", "put", "patch", "delete", "head"]) client[method] = start(method);
  return Object.assign(client, { agent: () => client, del: start("delete"), default: client });
}
