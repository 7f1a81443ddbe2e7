import { unreachable } from "@lockkeeper/core";
import type { RegistryRequest } from "@lockkeeper/registry";

/** Something that a token may do. */
export type TokenPermission = "install" | "explain" | "metrics" | "sweep";

/** The permissions with their meaning, as the help shows them. */
export const tokenPermissions: ReadonlyMap<TokenPermission, string> = new Map([
  ["install", "ask for packages, audits and searches, and read decisions"],
  ["explain", "read decisions only"],
  ["metrics", "read the figures of the server's operation"],
  ["sweep", "hand in results of sweeps, and nothing else"],
]);

/** What a request needs: nothing, any valid token, or one of some permissions. */
export type NeededPermission =
  | { readonly kind: "nothing" }
  | { readonly kind: "any" }
  | { readonly kind: "one-of"; readonly permissions: readonly TokenPermission[] };

const nothing: NeededPermission = { kind: "nothing" };
const any: NeededPermission = { kind: "any" };
const install: NeededPermission = { kind: "one-of", permissions: ["install"] };
const read: NeededPermission = { kind: "one-of", permissions: ["install", "explain"] };
const sweep: NeededPermission = { kind: "one-of", permissions: ["sweep", "install"] };
const metrics: NeededPermission = { kind: "one-of", permissions: ["metrics"] };

/** What a request needs where tokens are required. What is not known here needs the permission to install. */
export function neededPermission(asked: RegistryRequest): NeededPermission {
  switch (asked.kind) {
    case "ping":
      return nothing;
    case "whoami":
    case "root":
    case "unknown":
      return any;
    case "own":
      return neededForOwn(asked.path);
    case "packument":
    case "manifest":
    case "tarball":
    case "dist-tags":
    case "attestations":
    case "keys":
    case "search":
    case "advisories-bulk":
    case "audit-legacy":
    case "write":
      return install;
    default:
      return unreachable(asked);
  }
}

function neededForOwn(path: string): NeededPermission {
  if (path === "/-/health") return nothing;
  if (path === "/-/metrics") return metrics;
  if (path === "/-/lockkeeper/sweep") return sweep;
  const isRead = path === "/-/lockkeeper/explain" || path.startsWith("/-/lockkeeper/decision/");
  return isRead ? read : install;
}
