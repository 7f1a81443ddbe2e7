// The registry that npm is configured with, read through a folder outside the repository: what was fetched once is
// never asked for again, and at most a few requests are under way.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const persistentTemp = "/var/tmp";
const concurrent = 4;
const attempts = 3;
const timeoutMs = 120_000;

/** Where downloads are kept unless told otherwise. */
export function defaultCacheFolder() {
  return join(existsSync(persistentTemp) ? persistentTemp : tmpdir(), "lockkeeper-eval");
}

/** Opens the cache; with `isOffline` nothing is fetched, and what is missing is an error. */
export async function openRegistryCache({ folder, isOffline }) {
  await mkdir(join(folder, "packuments"), { recursive: true });
  await mkdir(join(folder, "tarballs"), { recursive: true });
  const origin = isOffline ? undefined : configuredRegistry();
  const queue = createQueue(concurrent);

  async function through(path, load) {
    if (existsSync(path)) return readFile(path);
    if (isOffline) throw new Error(`Not in the cache: ${path}`);
    return queue(async () => {
      if (existsSync(path)) return readFile(path);
      const bytes = await load();
      const making = `${path}.${process.pid}.making`;
      await writeFile(making, bytes);
      await rename(making, path);
      return bytes;
    });
  }

  return {
    folder,
    /** The bytes of the full packument. */
    packument: (name) =>
      through(join(folder, "packuments", `${fileName(name)}.json`), () =>
        fetchBytes(new URL(name.replace("/", "%2f"), origin)),
      ),
    /** The bytes of a tarball, after its integrity was checked. */
    tarball: (name, version, { tarball, integrity, shasum }) =>
      through(tarballPath(folder, name, version), async () => {
        const asked = new URL(tarball);
        const own = new URL(origin);
        // A mirror names the registry that it mirrors; the path is the same here.
        if (!asked.href.startsWith(own.href)) asked.host = own.host;
        asked.protocol = own.protocol;
        const bytes = await fetchBytes(asked);
        requireIntegrity(bytes, { name, version, integrity, shasum });
        return bytes;
      }),
  };
}

export function tarballPath(folder, name, version) {
  return join(folder, "tarballs", `${fileName(name)}@${version}.tgz`);
}

function fileName(name) {
  return name.replaceAll("/", "+");
}

function configuredRegistry() {
  const { status, stdout } = spawnSync("npm", ["config", "get", "registry"], { encoding: "utf8" });
  if (status !== 0) throw new Error("Cannot ask npm for its registry");
  const text = stdout.trim();
  return text.endsWith("/") ? text : `${text}/`;
}

async function fetchBytes(url) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
      if (!response.ok) throw new Error(`${response.status} for ${url.pathname}`);
      return Buffer.from(await response.arrayBuffer());
    } catch (error) {
      if (attempt === attempts || /^40[0-9]/.test(error.message)) throw error;
    }
  }
}

function requireIntegrity(bytes, { name, version, integrity, shasum }) {
  const wanted = integrity?.split(/\s+/).find((part) => part.startsWith("sha512-"));
  const found =
    wanted === undefined
      ? createHash("sha1").update(bytes).digest("hex")
      : `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  if (found !== (wanted ?? shasum)) throw new Error(`${name}@${version} does not match its integrity`);
}

function createQueue(width) {
  const waiting = [];
  let running = 0;
  return async (job) => {
    if (running >= width) await new Promise((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await job();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
