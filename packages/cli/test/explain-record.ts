import type { Engine } from "../src/engine.ts";
import type { ExplainRecord } from "@lockkeeper/server";

/** The decision on axios 1.14.1 at 01:10 UTC, as a firewall gives it. */
export const heldAxios: ExplainRecord = {
  schema: 1,
  spec: "axios@^1",
  name: "axios",
  version: "1.14.1",
  decision: "hold",
  effect: "hold",
  clause: "cooldown",
  policyRevision: "92a0d0689b1b",
  reasons: [
    { code: "cooldown", message: "Published 49 min ago (2026-03-31 00:21 UTC); the cooldown is 72 h" },
  ],
  facts: {
    upstream: "default",
    publishedAt: "2026-03-31T00:21:00.000Z",
    publishTime: "present",
    firstSeenAt: "2026-03-31T00:50:00.000Z",
    deprecated: null,
    installScripts: ["postinstall"],
    exoticDependencies: [{ name: "tool", spec: "git+ssh://host.invalid/tool.git" }],
    advisories: [],
    fixesInUse: [],
    removedUpstreamAt: null,
    publisher: { name: "jasonsaayman", email: "\u001b[31mifstap@proton.invalid" },
    hasAttestation: false,
    gitHead: null,
    integrity: null,
  },
  newestAcceptable: "1.14.0",
  maturesAt: "2026-04-03T00:21:00.000Z",
  decidedAt: "2026-03-31T01:10:00.000Z",
  approvers: ["security@example.example"],
  command:
    'npx --no lockkeeper exception add axios@1.14.1 --clause cooldown --reason "…" --owner "…" --expires 7d',
};

/** The decision on axios 1.14.0, which is served. */
export const allowedAxios: ExplainRecord = {
  ...heldAxios,
  spec: "axios@1.14.0",
  version: "1.14.0",
  decision: "allow",
  effect: "allow",
  clause: "none",
  reasons: [],
  facts: {
    ...heldAxios.facts,
    publishedAt: "2026-03-27T21:40:00.000Z",
    installScripts: [],
    exoticDependencies: [],
  },
  newestAcceptable: null,
  maturesAt: null,
  approvers: [],
  command: null,
};

/** An engine that knows the given records by their spec and no network. */
export function createFakeEngine(records: readonly ExplainRecord[]): Partial<Engine> {
  return {
    readRegistryDefaults: () => ({
      defaultRegistry: "https://registry.example/",
      userRegistry: "https://registry.example/",
      scopes: new Map(),
      projectScopes: new Map(),
      tokens: new Map(),
    }),
    runningServer: async () => undefined,
    async *explain(_settings, specs) {
      for (const spec of specs) {
        const record = records.find((candidate) => candidate.spec === spec);
        if (record !== undefined) yield record;
      }
    },
  };
}
