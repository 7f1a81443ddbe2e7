import { ask } from "../parts/clients/client-answer.js";
import { bodyStream } from "../parts/network/http-module.js";
import { stackNow } from "../system/primordials.js";

/** The undici client. */
export default function create(kit) {
  const request = async (url, options = {}) => {
    const answer = await ask(kit, "undici.request", {
      url: options.path === undefined ? url : `${options.origin ?? url}${options.path}`,
      ...options,
      stack: stackNow(),
    });
    const body = Object.assign(bodyStream(answer.bytes), {
      text: async () => answer.text,
      json: async () => answer.json(),
      arrayBuffer: async () => new Uint8Array(answer.bytes).buffer,
    });
    return { statusCode: answer.status, headers: answer.headers, body, trailers: {} };
  };
  class Dispatcher {
    #origin;
    constructor(origin = "") {
      this.#origin = origin;
    }
    request(options) {
      return request(this.#origin, options);
    }
    async close() {}
    async destroy() {}
    on() {
      return this;
    }
  }
  return {
    ...kit.web("fetch"),
    ...kit.web("blob"),
    request,
    stream: request,
    Client: Dispatcher,
    Pool: Dispatcher,
    Agent: Dispatcher,
    ProxyAgent: Dispatcher,
    EnvHttpProxyAgent: Dispatcher,
    Dispatcher,
    setGlobalDispatcher: () => undefined,
    getGlobalDispatcher: () => new Dispatcher(),
    errors: kit.ghost("undici.errors"),
    interceptors: kit.ghost("undici.interceptors"),
  };
}
