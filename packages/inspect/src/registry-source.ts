import type { PackageName } from "@lockkeeper/core";
import type { FetchedTarball, Upstreams } from "@lockkeeper/registry";

import { InspectError } from "./errors.ts";

/** Where registry documents and tarballs come from. Its errors are those of the registry client. */
export interface RegistrySource {
  /** The full packument, or `undefined` when the registry has no such package. */
  fetchPackument(name: PackageName): Promise<Uint8Array | undefined>;
  /** A tarball by the address that a packument of that package gives; throws `INSPECT_TOO_LARGE`, `INSPECT_NO_TARBALL`. */
  fetchTarball(name: PackageName, url: string, maxBytes: number): Promise<Uint8Array>;
  /** The attestations of a version as the registry answers them, or `undefined` when it has none to give. */
  fetchAttestations(name: PackageName, version: string): Promise<Uint8Array | undefined>;
  /** The registry that is asked for a name, which tells apart what is kept of its answers; nothing is kept without. */
  addressOf?(name: PackageName): string;
}

/** How many questions are under way at once, so that a wide package does not storm a registry. */
const maxConcurrent = 6;

/** Asks the configured registries. Requests are retried as their client does. */
export function createUpstreamSource(upstreams: Upstreams): RegistrySource {
  const run = createGate(maxConcurrent);
  return {
    addressOf: (name) => upstreams.routeOf(name).url,
    fetchPackument: (name) =>
      run(async () => {
        const answer = await upstreams.routeOf(name).fetchPackument(name, {});
        return answer.kind === "fresh" ? answer.bytes : undefined;
      }),
    fetchTarball: (name, url, maxBytes) =>
      run(async () => readTarball(url, await upstreams.routeOf(name).fetchTarball(url), maxBytes)),
    fetchAttestations: (name, version) =>
      run(async () => {
        const path = `/-/npm/v1/attestations/${name.replace("/", "%2f")}@${encodeURIComponent(version)}`;
        const answer = await upstreams.routeOf(name).fetchPlain({ method: "GET", path });
        return answer.status === 200 ? answer.bytes : undefined;
      }),
  };
}

async function readTarball(url: string, answer: FetchedTarball, maxBytes: number): Promise<Uint8Array> {
  if (answer.status !== 200) {
    throw new InspectError("INSPECT_NO_TARBALL", {
      message: `Cannot fetch the tarball "${url.slice(0, 200)}" as the registry does not give it: status ${answer.status}`,
      hint: "It may have been unpublished; a tarball that you have can be inspected by its path.",
    });
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    // Without an encoding set, byte streams yield buffers.
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > maxBytes) {
      answer.body.destroy();
      throw new InspectError("INSPECT_TOO_LARGE", {
        message: `Cannot inspect the tarball "${url.slice(0, 200)}" as it is too large: more than ${maxBytes} bytes`,
      });
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, size);
}

/** Lets so many jobs run at once, the others in their order. */
function createGate(max: number): <Value>(job: () => Promise<Value>) => Promise<Value> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (job) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await job();
    } finally {
      // A place is handed on, so that nobody who comes meanwhile takes it.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
