import { EventEmitter } from "../../node/events.js";
import { URL } from "../../web/url.js";
import { Readable } from "../streams/readable.js";
import { Writable } from "../streams/writable.js";

import { ClientRequest, IncomingMessage } from "./client-request.js";
import { Server } from "./server.js";
import { methods, statusTexts } from "./statuses.js";

class Agent extends EventEmitter {
  constructor(options = {}) {
    super();
    this.options = { ...options };
    Object.assign(this, {
      maxSockets: options.maxSockets ?? Number.POSITIVE_INFINITY,
      maxFreeSockets: 256,
      keepAlive: options.keepAlive ?? false,
      requests: {},
      sockets: {},
      freeSockets: {},
      defaultPort: 80,
      protocol: "http:",
    });
  }
  createConnection() {}
  getName({ host = "localhost", port = "" } = {}) {
    return `${host}:${port}:`;
  }
  addRequest() {}
  destroy() {}
}

class OutgoingMessage extends Writable {
  headersSent = false;
  setHeader() {
    return this;
  }
  getHeader() {}
  removeHeader() {}
  writeHead() {
    return this;
  }
}

class ServerResponse extends OutgoingMessage {
  statusCode = 200;
}

/** `http` or `https`: clients whose requests are told and answered, servers that nobody asks. */
export function createHttp(kit, secure) {
  const name = secure ? "https" : "http";
  class OwnAgent extends Agent {
    constructor(options) {
      super(options);
      Object.assign(this, { defaultPort: secure ? 443 : 80, protocol: `${name}:` });
    }
  }
  function Request(...args) {
    return new ClientRequest(kit, { ...readArguments(kit, args), secure });
  }
  Request.prototype = ClientRequest.prototype;
  const request = (...args) => new Request(...args);
  return {
    Agent: OwnAgent,
    globalAgent: new OwnAgent({ keepAlive: true }),
    request,
    get: (...args) => {
      const made = request(...args);
      made.end();
      return made;
    },
    createServer: (...args) =>
      new Server(
        kit,
        name,
        args.find((arg) => typeof arg === "function"),
      ),
    Server,
    ...(secure
      ? {}
      : {
          ClientRequest: Request,
          IncomingMessage,
          OutgoingMessage,
          ServerResponse,
          METHODS: methods,
          STATUS_CODES: statusTexts,
          maxHeaderSize: 16_384,
        }),
    validateHeaderName: () => undefined,
    validateHeaderValue: () => undefined,
    setMaxIdleHTTPParsers: () => undefined,
    _connectionListener: () => undefined,
  };
}

function readArguments(kit, args) {
  const rest = [...args];
  const done = typeof rest.at(-1) === "function" ? rest.pop() : undefined;
  const { urlToHttpOptions } = kit.builtin("url");
  const [first, second] = rest;
  const isAddress =
    typeof first === "string" || first instanceof URL || typeof first?.searchParams === "object";
  const address = isAddress ? urlToHttpOptions(new URL(String(first))) : {};
  const options = { ...address, ...(isAddress ? second : first) };
  if (options.host !== undefined && options.hostname === undefined) {
    const [hostname, port] = String(options.host).split(/:(?=\d+$)/);
    options.hostname = hostname;
    options.port ??= port;
  }
  if (options.socketPath !== undefined)
    options.hostname = `unix-${String(options.socketPath).replaceAll(/[^\w.-]/g, "-")}`;
  return { options, done };
}

/** A stream of bytes as responses of other clients give it. */
export function bodyStream(bytes) {
  const stream = new Readable({ read() {} });
  if (bytes.length > 0) stream.push(bytes);
  stream.push(null);
  return stream;
}
