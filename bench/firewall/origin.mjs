// The registry behind both servers, in a process of its own on loopback. Prints its URL, then answers until it is ended.
// `--etag` gives packuments an ETag and answers conditional requests with 304.
import { createHash } from "node:crypto";
import { createServer } from "node:http";

import { createPackuments, numberOf, versionsOf } from "./synthetic-packument.mjs";
import { createTarballs } from "./synthetic-tarball.mjs";

/** Packages below this number have tarballs that match their packuments; the others have packuments only. */
const tarballPackages = 1000;
const givesEtags = process.argv.includes("--etag");
const now = Number(process.env.BENCH_NOW ?? Date.now());
const indexOfVersion = new Map(versionsOf().map((version, index) => [version, index]));
const tarballs = createTarballs();
const server = createServer(answer);
server.keepAliveTimeout = 120_000;
let packuments;
const withTarballs = new Map();

server.listen({ host: "127.0.0.1", port: 0, backlog: 2048 }, () => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  packuments = createPackuments({ origin, now, integrityOf: tarballs.integrityOf });
  console.log(JSON.stringify({ url: origin, tarballBytes: tarballs.sizeBytes }));
});
process.on("SIGTERM", () => process.exit(0));
// The parent's end closes the pipe: nothing is left behind.
process.stdin.on("end", () => process.exit(0)).resume();

function answer(request, response) {
  const [name = "", dash, file] = decodeURIComponent(request.url.slice(1).split("?")[0]).split("/");
  const number = numberOf(name);
  if (number === undefined) return send(response, name === "-" || name === "" ? 200 : 404, json("{}"));
  if (dash === undefined) return sendPackument(request, response, number);
  const index = indexOfVersion.get(file?.slice(name.length + 1, -".tgz".length));
  if (dash !== "-" || index === undefined || number >= tarballPackages)
    return send(response, 404, json('{"error":"not found"}'));
  return send(response, 200, {
    type: "application/octet-stream",
    body: tarballs.build(number, index),
  });
}

function sendPackument(request, response, number) {
  const body = number < tarballPackages ? packumentWithTarballs(number) : packuments.render(number);
  if (!givesEtags) return send(response, 200, json(body));
  const etag = `"${createHash("sha1").update(body).digest("base64url")}"`;
  if (request.headers["if-none-match"] === etag) return send(response, 304, { ...json(""), etag });
  return send(response, 200, { ...json(body), etag });
}

function packumentWithTarballs(number) {
  const known = withTarballs.get(number);
  if (known !== undefined) return known;
  const made = packuments.renderWithTarballs(number);
  withTarballs.set(number, made);
  return made;
}

function json(body) {
  return { type: "application/json", body: Buffer.from(body) };
}

function send(response, status, { type, body, etag }) {
  const headers = { "content-type": type, "content-length": body.length };
  response.writeHead(status, etag === undefined ? headers : { ...headers, etag });
  response.end(body);
}
