import { Buffer } from "node:buffer";

import { parseInstant } from "@lockkeeper/core";

import { publishEvent } from "../campaign.ts";
import type { Release } from "../campaign.ts";
import { createProtocol } from "../registry-protocol.ts";
import { createSigningKey } from "../signing-key.ts";

/** What a registry answers at one instant, in process and without a network. */
export interface SampleRegistry {
  /** The full packument; `undefined` when the registry does not know the name. */
  packument(name: string): Buffer | undefined;
  /** The bytes of a version; `undefined` when there is none. */
  tarball(name: string, version: string): Buffer | undefined;
}

/** Origin of the URLs in the documents of a sample's registry. */
const baseUrl = "https://registry.example";

/** Creates a registry that saw these releases and stands at an instant (ISO 8601). Throws on a time that is none. */
export function createSampleRegistry(releases: readonly Release[], now: string): SampleRegistry {
  const key = createSigningKey("samples");
  const instant = parseInstant(now);
  const protocol = createProtocol({
    events: releases.map((release) => publishEvent(release, key)),
    key,
    style: { baseUrl, keepsEvidence: true },
    advisories: {},
  });
  const read = (path: string): Buffer | undefined => {
    const reply = protocol(
      { method: "GET", path, accept: "application/json", body: Buffer.alloc(0) },
      instant,
    );
    return reply.status === 200 ? reply.body : undefined;
  };
  return {
    packument: (name) => read(`/${name}`),
    tarball: (name, version) => read(`/${name}/-/${name.slice(name.indexOf("/") + 1)}-${version}.tgz`),
  };
}
