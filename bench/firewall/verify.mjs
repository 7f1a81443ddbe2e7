// Before anything is measured: each server gives valid answers of the expected size and withholds what it should.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { get } from "node:http";
import { gunzipSync } from "node:zlib";

import { userAgent } from "./load.mjs";
import { nameOf, versionsOf, youngCount } from "./synthetic-packument.mjs";

const versions = versionsOf();
const young = versions.slice(-youngCount);
const name = nameOf(0);

/** Bytes of the bodies that the load generator will get, by subject and encoding. */
export async function verifyServer(url, { hidesYoung, tarballBytes }) {
  const plain = await fetchRaw(`${url}/${name}`, "identity");
  const packed = await fetchRaw(`${url}/${name}`, "gzip");
  assert.equal(plain.status, 200, `${url} serves the packument`);
  const packument = JSON.parse(plain.body.toString());
  const isPacked = packed.headers["content-encoding"] === "gzip";
  assert.deepEqual(JSON.parse((isPacked ? gunzipSync(packed.body) : packed.body).toString()), packument);
  verifyPackument(packument, hidesYoung);
  await verifyTarball(url, packument, tarballBytes);
  if (hidesYoung) await verifyRefusal(url);
  return {
    "packument identity": plain.body.length,
    "packument gzip": packed.body.length,
    "tarball identity": tarballBytes,
  };
}

function verifyPackument(packument, hidesYoung) {
  const expected = hidesYoung ? versions.slice(0, -youngCount) : versions;
  assert.equal(packument.name, name);
  assert.deepEqual(Object.keys(packument.versions), expected, "the expected versions are visible");
  assert.equal(packument["dist-tags"].latest, expected.at(-1), "latest is the newest visible version");
  const times = Object.keys(packument.time).filter((key) => young.includes(key));
  assert.equal(times.length, hidesYoung ? 0 : youngCount, "withheld versions have no publish time");
}

async function verifyTarball(url, packument, tarballBytes) {
  const version = "1.2.3";
  const { status, body } = await fetchRaw(`${url}${tarballPathOf(version)}`, "identity");
  assert.equal(status, 200, `${url} serves the tarball`);
  assert.equal(body.length, tarballBytes);
  const digest = createHash("sha512").update(body).digest("base64");
  assert.equal(
    `sha512-${digest}`,
    packument.versions[version].dist.integrity,
    "the tarball has its integrity",
  );
}

async function verifyRefusal(url) {
  const { status } = await fetchRaw(`${url}${tarballPathOf(young[0])}`, "identity");
  assert.ok(
    status >= 400 && status < 500,
    `${url} refuses the tarball of a young version, but answered ${status}`,
  );
}

function tarballPathOf(version) {
  return `/${name}/-/${name}-${version}.tgz`;
}

/** One request as the load generator sends it; `fetch` would unpack the body. */
export function fetchRaw(url, encoding) {
  const headers = { accept: "application/json", "user-agent": userAgent };
  if (encoding !== "identity") headers["accept-encoding"] = encoding;
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false, timeout: 20_000 }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on("timeout", () => request.destroy(new Error(`no answer from ${url}`)));
    request.on("error", reject);
  });
}
