import { randomBytes } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import { createServer, request } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ThrowAwayAuthority } from "./authority.ts";
import { createThrowAwayAuthority } from "./authority.ts";
import type { Intercepted, Route } from "./intercepted.ts";
import type { Interceptor } from "./interceptor.ts";
import { startInterceptor } from "./interceptor.ts";
import { passOn } from "./pass-on.ts";
import type { Target } from "./target.ts";
import { originOf } from "./target.ts";

const direct = { proxyFor: () => undefined };

let authority: ThrowAwayAuthority;
let proxy: Interceptor;
let elsewhere: Server;
let elsewherePort: number;
let seen: string[];

beforeEach(async () => {
  seen = [];
  authority = createThrowAwayAuthority({ now: Date.now(), randomBytes });
  elsewhere = createServer((incoming, response) => {
    response.writeHead(200, "Fine Here", {
      "x-saw-proxy-field": String("proxy-authorization" in incoming.headers),
    });
    response.end(`elsewhere ${incoming.url}`);
  });
  await new Promise<void>((resolve) => {
    elsewhere.listen(0, "127.0.0.1", () => resolve());
  });
  elsewherePort = (elsewhere.address() as AddressInfo).port; // it listens on TCP
  proxy = await startInterceptor({ authority, secret: "secret", route, onRequest: answer, onward: direct });
});

afterEach(async () => {
  await proxy.close();
  elsewhere.closeAllConnections();
  elsewhere.close();
});

function route({ host }: Target): Route {
  if (host === "refused.example") return { kind: "refuse", reason: "not this one" };
  return host === "127.0.0.1" ? { kind: "tunnel" } : { kind: "take" };
}

async function answer(intercepted: Intercepted): Promise<void> {
  const { target, path, response } = intercepted;
  seen.push(`${originOf(target)}${path}`);
  if (path === "/throws") throw new Error("no firewall");
  if (target.host === "127.0.0.1") {
    await passOn(intercepted, { onward: direct, authorities: [] });
    return;
  }
  response.end(`taken ${path}`);
}

describe("startInterceptor", () => {
  test("answers requests to a taken host under that host's name", async () => {
    const socket = await openTunnel("registry.example:443");

    const text = await speakTls(socket, "registry.example", "/axios");

    expect(text).toContain("taken /axios");
    expect(seen).toEqual(["https://registry.example/axios"]);
  });

  test("tells plain requests in a tunnel from encrypted ones", async () => {
    const socket = await openTunnel("registry.example:4873");

    const text = await speak(socket, "registry.example:4873", "/axios");

    expect(text).toContain("taken /axios");
    expect(seen).toEqual(["http://registry.example:4873/axios"]);
  });

  test("passes a tunnel through to a host that is not taken", async () => {
    const socket = await openTunnel(`127.0.0.1:${elsewherePort}`);

    const text = await speak(socket, "127.0.0.1", "/x");

    expect(text).toContain("elsewhere /x");
    expect(seen).toEqual([]);
  });

  test("passes a plain request on without the fields that are for the proxy", async () => {
    const answered = await askPlain(`http://127.0.0.1:${elsewherePort}/y?z`);

    expect(answered).toMatchObject({ status: 200, phrase: "Fine Here", body: "elsewhere /y?z" });
    expect(answered.headers["x-saw-proxy-field"]).toBe("false");
  });

  test("refuses with the reason as phrase", async () => {
    await expect(openTunnel("refused.example:443")).rejects.toThrow("403 not this one");
    expect(await askPlain("http://refused.example/")).toMatchObject({ status: 403, phrase: "not this one" });
  });

  test("answers 407 to whoever does not know the secret", async () => {
    await expect(openTunnel("registry.example:443", "guessed")).rejects.toThrow("407");
    expect(await askPlain("http://registry.example/", "guessed")).toMatchObject({ status: 407 });
  });

  test.each(["/axios", "https://registry.example/"])(
    "answers 400 to %s, which is no plain request to a proxy",
    async (path) => {
      expect(await askPlain(path)).toMatchObject({ status: 400 });
    },
  );

  test("answers 502 when nobody could decide, and never passes on then", async () => {
    const answered = await askPlain("http://registry.example/throws");

    expect(answered.status).toBe(502);
    expect(answered.body).toContain("no firewall");
  });

  test("answers 502 for a host that cannot be reached", async () => {
    await expect(openTunnel("127.0.0.1:1")).rejects.toThrow("502");
  });

  test("ends open tunnels when it closes", async () => {
    const socket = await openTunnel(`127.0.0.1:${elsewherePort}`);
    const closed = new Promise((resolve) => {
      socket.once("close", resolve);
    });

    await proxy.close();

    await expect(closed).resolves.toBeDefined();
  });
});

function authorization(secret: string): Readonly<Record<string, string>> {
  return { "proxy-authorization": `Basic ${Buffer.from(`lockkeeper:${secret}`).toString("base64")}` };
}

function openTunnel(path: string, secret = "secret"): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const asking = request({
      port: proxy.port,
      host: "127.0.0.1",
      method: "CONNECT",
      path,
      headers: authorization(secret),
    });
    asking.on("connect", (response, socket) => {
      if (response.statusCode === 200) resolve(socket);
      else reject(new Error(`${response.statusCode} ${response.statusMessage}`));
    });
    asking.on("error", reject);
    asking.end();
  });
}

async function speakTls(socket: Socket, host: string, path: string): Promise<string> {
  const secured = tlsConnect({
    socket,
    servername: host,
    ca: authority.certificate,
    ALPNProtocols: ["h2", "http/1.1"],
  });
  await new Promise<void>((resolve, reject) => {
    secured.once("secureConnect", resolve);
    secured.once("error", reject);
  });
  expect(secured.alpnProtocol).toBe("http/1.1");
  return await speak(secured, host, path);
}

function speak(socket: Socket, host: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
    socket.on("end", () => resolve(text));
    socket.on("error", reject);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}

interface Answered {
  readonly status: number | undefined;
  readonly phrase: string | undefined;
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
}

function askPlain(path: string, secret = "secret"): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asking = request({
      port: proxy.port,
      host: "127.0.0.1",
      path,
      headers: authorization(secret),
      agent: false,
    });
    asking.on("response", (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
      response.on("end", () =>
        resolve({
          status: response.statusCode,
          phrase: response.statusMessage,
          body,
          headers: response.headers,
        }),
      );
    });
    asking.on("error", reject);
    asking.end();
  });
}
