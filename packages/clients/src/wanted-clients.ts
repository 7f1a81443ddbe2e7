import type { Client, ClientKind } from "./client-kind.ts";
import { tryParseClient } from "./client-kind.ts";

/** A client that a project is made for. */
export interface WantedClient {
  readonly client: Client;
  /** What says so: the manifest's text, or the lockfile's kind. */
  readonly reason: string;
}

/** The version that is taken where a lockfile alone speaks of a client: what most have installed. */
const usualVersions: Readonly<Record<ClientKind, Client>> = {
  npm: { kind: "npm", version: "11", major: 11 },
  pnpm: { kind: "pnpm", version: "10", major: 10 },
  "yarn-classic": { kind: "yarn-classic", version: "1", major: 1 },
  "yarn-berry": { kind: "yarn-berry", version: "4", major: 4 },
  bun: { kind: "bun", version: "1", major: 1 },
};

/** The clients that a project is made for, by its lockfiles and by the `packageManager` of its manifest. */
export function wantedClients(
  lockfiles: readonly ClientKind[],
  packageManager: string | undefined,
): readonly WantedClient[] {
  const named = tryParsePackageManager(packageManager);
  const declared =
    named === undefined ? [] : [{ client: named, reason: `packageManager is ${packageManager}` }];
  const kinds = [...new Set(lockfiles)].filter((kind) => kind !== named?.kind);
  return [
    ...declared,
    ...kinds.map((kind) => ({ client: usualVersions[kind], reason: "there is a lockfile of it" })),
  ];
}

/** `pnpm@10.34.9+sha512.…`, as Corepack reads it. */
function tryParsePackageManager(text: string | undefined): Client | undefined {
  const match = /^(npm|pnpm|yarn|bun)@([0-9A-Za-z.-]{1,60})(?:\+|$)/.exec(text ?? "");
  const [, command, version] = match ?? [];
  if (command !== "npm" && command !== "pnpm" && command !== "yarn" && command !== "bun") return undefined;
  return version === undefined ? undefined : tryParseClient(command, version);
}
