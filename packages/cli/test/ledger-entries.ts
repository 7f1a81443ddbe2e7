import { parseInstant, silentLogger } from "@lockkeeper/core";
import { openDataFolder, openStore } from "@lockkeeper/store";
import type { LedgerEntry, SightedVersion } from "@lockkeeper/store";

import type { FakeTerminal } from "./fake-environment.ts";

/** A request with everything that a test does not care about filled in. */
export function createEntry(entry: Partial<Omit<LedgerEntry, "at">> & { readonly at: string }): LedgerEntry {
  return {
    identity: "user:ada",
    client: "npm",
    clientVersion: "11.19.1",
    command: "install",
    ci: null,
    remote: "192.0.2.7",
    kind: "packument",
    package: "axios",
    version: null,
    integrityExpected: null,
    integrityServed: null,
    decision: "allow",
    effect: "allow",
    clause: "none",
    policyRevision: "92a0d0689b1b",
    outcome: "served",
    status: 200,
    withheld: [],
    observed: false,
    tookFromCache: false,
    ...entry,
    at: parseInstant(entry.at),
  };
}

/** The night as a firewall that only observed would have recorded it: two looked, one of them fetched. */
export const night: readonly LedgerEntry[] = [
  createEntry({ at: "2026-03-31T00:25:00Z", withheld: ["1.14.1"] }),
  createEntry({ at: "2026-03-31T00:25:01Z", kind: "tarball", version: "1.14.0" }),
  createEntry({ at: "2026-03-31T00:40:00Z", identity: "token:0123456789ab", client: "pnpm", command: "ci" }),
  createEntry({
    at: "2026-03-31T00:40:02Z",
    identity: "token:0123456789ab",
    client: "pnpm",
    command: "ci",
    kind: "tarball",
    version: "1.14.1",
    decision: "hold",
    effect: "hold",
    clause: "cooldown",
    observed: true,
  }),
  createEntry({ at: "2026-03-31T00:50:00Z", identity: "anonymous", withheld: ["1.14.1"] }),
];

/** Puts entries into a terminal's ledger, and a removed axios 1.14.1 into what was seen. */
export async function recordNight({ environment, clock }: FakeTerminal): Promise<void> {
  const folder = await openDataFolder(environment.env["LOCKKEEPER_DATA"] ?? "");
  const store = await openStore(folder, { clock, logger: silentLogger });
  for (const entry of night) store.ledger.append(entry);
  const observe = (at: string, sha256: string, versions: readonly SightedVersion[]): void => {
    store.sightings.observe({
      name: "axios",
      upstream: "default",
      at: parseInstant(at),
      sha256,
      versions: () => versions,
    });
  };
  const good = createSighted("1.14.0", "2026-03-27T21:40:00Z", "maintainer@publisher.example");
  const bad = createSighted("1.14.1", "2026-03-31T00:21:00Z", "ifstap@proton.invalid");
  observe("2026-03-31T00:25:00Z", "a".repeat(64), [good, bad]);
  observe("2026-03-31T03:16:00Z", "b".repeat(64), [good]);
  await store.close();
}

function createSighted(version: string, publishedText: string, email: string): SightedVersion {
  return {
    version,
    publishedAt: parseInstant(publishedText),
    publishedText,
    integrity: undefined,
    shasum: undefined,
    tarball: undefined,
    publisher: { name: "jasonsaayman", email, trustedPublisher: undefined },
    hasAttestation: false,
    gitHead: undefined,
    installScripts: [],
  };
}
