import { tryFromShasum, tryParseIntegrity } from "@lockkeeper/core";
import type { GraphPackage } from "@lockkeeper/lockfile";

import { clientOf, relockCommand } from "../client-commands.ts";
import { labelOf } from "../graph-view.ts";
import type { EntryHash } from "./lock-editor.ts";
import { lockEditorOf } from "./lock-editor.ts";
import type { RepairParts, WorkedRequest } from "./worked-request.ts";
import { isRecord } from "./npm-entry.ts";
import { hashOf } from "./published-package.ts";
import type { PublishedPackage } from "./published-package.ts";
import type { RepairState } from "./repair-state.ts";

const strongHash = /^sha(?:256|384|512)-/;

/** Takes the hashes that a lockfile lacks from what the registry says of the locked versions, never from a disk. */
export function workHashes(file: string, state: RepairState, { published }: RepairParts): WorkedRequest {
  const scanned = state.project.graphs.find((each) => each.file === file);
  const before = state.texts.get(file);
  if (scanned === undefined || before === undefined) return { kind: "gone" };
  const client = clientOf(scanned.graph.source);
  const command = relockCommand(client);
  const setHashes = lockEditorOf(client)?.setHashes;
  if (setHashes === undefined)
    return { kind: "refused", why: "its lockfile is written by its client alone", command };
  const weak = scanned.graph.packages.filter(
    ({ kind, integrity }) => kind === "registry" && !strongHash.test(integrity ?? ""),
  );
  const wanting = weak.filter(({ name }) => !published.has(name)).map(({ name }) => name);
  if (wanting.length > 0) return { kind: "wanting", names: [...new Set(wanting)] };
  const [hashes, objections]: [EntryHash[], string[]] = [[], []];
  for (const entry of weak) {
    const found = strongerHash(entry, published.get(entry.name));
    if (typeof found === "string") objections.push(found);
    else hashes.push(found);
  }
  if (hashes.length === 0)
    return {
      kind: "refused",
      why: `${file}: ${objections[0] ?? "the registry gives no better hash"}`,
      command,
    };
  return {
    kind: "worked",
    title: `${String(hashes.length)} ${hashes.length === 1 ? "hash" : "hashes"} of ${file} from the registry`,
    risk: "low",
    riskReason: "the same versions as before; a client refuses them if the bytes are others",
    changes: [{ file, before, after: setHashes(before, hashes) }],
  };
}

/** The registry's hash, where its bytes are those that the weak one stands for; otherwise what is against it. */
function strongerHash(entry: GraphPackage, known: PublishedPackage | undefined): EntryHash | string {
  const found = known === undefined ? undefined : hashOf(known, entry.version);
  if (known === undefined || found?.kind !== "hash" || !strongHash.test(found.integrity))
    return `the registry gives no better hash of ${labelOf(entry)}`;
  // Security: whoever exchanged a package behind a weak hash must not get a strong one for it, or for another.
  if (contradicts(entry.integrity, shasumOf(known, entry.version)))
    return `${labelOf(entry)} is locked by a SHA-1 that is not the registry's: find out which bytes are meant`;
  return { entry, integrity: found.integrity };
}

function shasumOf({ manifestOf }: PublishedPackage, version: string): string | undefined {
  const dist = manifestOf(version)?.["dist"];
  const shasum = isRecord(dist) ? dist["shasum"] : undefined;
  return typeof shasum === "string" ? shasum : undefined;
}

function contradicts(locked: string | undefined, shasum: string | undefined): boolean {
  if (locked === undefined || shasum === undefined) return false;
  const [own] = tryFromShasum(locked) ?? tryParseIntegrity(locked) ?? [];
  const [theirs] = tryFromShasum(shasum) ?? [];
  return own?.algorithm === "sha1" && theirs !== undefined && own.digest !== theirs.digest;
}
