// The registry behind all servers, in a process of its own on loopback: a copy of real packuments and tarballs, held in
// memory, each answer delayed as by a network. Arguments: folder of the copy, delay in milliseconds. Prints its URL.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

const [, , folder, delay] = process.argv;
const delayMs = Number(delay);
const { packuments, tarballs } = JSON.parse(readFileSync(join(folder, "registry.json"), "utf8"));
const documents = new Map();
const files = new Map();
const sent = { requests: 0, bytes: 0, notModified: 0 };
const server = createServer((request, response) => {
  if (request.url === "/-/bench/sent") return send(response, 200, json(JSON.stringify(sent)));
  setTimeout(() => answer(request, response), delayMs);
});
server.keepAliveTimeout = 300_000;

server.listen({ host: "127.0.0.1", port: 0, backlog: 2048 }, () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  for (const { name, file } of packuments) documents.set(name, readPackument(file, url));
  for (const { path, file } of tarballs) files.set(path, readFileSync(join(folder, "tarballs", file)));
  console.log(JSON.stringify({ url }));
});
process.on("SIGTERM", () => process.exit(0));
// The parent's end closes the pipe: nothing is left behind.
process.stdin.on("end", () => process.exit(0)).resume();

/** Compressed as the public registry sends it, with tarballs at this origin. */
function readPackument(file, url) {
  const text = readFileSync(join(folder, "packuments", file), "utf8");
  const body = gzipSync(text.replaceAll(/("tarball":\s*")https?:\/\/[^/"]+\//g, `$1${url}/`));
  return { body, etag: `"${createHash("sha1").update(body).digest("base64url")}"` };
}

function answer(request, response) {
  sent.requests += 1;
  const path = decodeURIComponent(request.url.split("?")[0]);
  const tarball = files.get(path);
  if (tarball !== undefined)
    return send(response, 200, { headers: { "content-type": "application/octet-stream" }, body: tarball });
  const document = documents.get(path.slice(1));
  if (document !== undefined) return sendDocument(request, response, document);
  return path.startsWith("/-/") || path === "/"
    ? send(response, 200, json("{}"))
    : send(response, 404, json('{"error":"not found"}'));
}

function sendDocument(request, response, { body, etag }) {
  if (request.headers["if-none-match"] === etag) {
    sent.notModified += 1;
    return send(response, 304, { headers: { etag }, body: Buffer.alloc(0) });
  }
  const headers = { "content-type": "application/json", etag, vary: "accept-encoding" };
  const takesGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  return takesGzip
    ? send(response, 200, { headers: { ...headers, "content-encoding": "gzip" }, body })
    : send(response, 200, { headers, body: gunzipSync(body) });
}

function json(text) {
  return { headers: { "content-type": "application/json" }, body: Buffer.from(text) };
}

function send(response, status, { headers, body }) {
  sent.bytes += body.length;
  response.writeHead(status, status === 304 ? headers : { ...headers, "content-length": body.length });
  response.end(body);
}
