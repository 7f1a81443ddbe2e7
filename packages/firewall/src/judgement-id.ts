import { createHash } from "node:crypto";
import type { WithheldVersion } from "./messages.ts";

/** A text that is equal for judgements that lead to the same answer to clients. */
export function judgementId(
  withheld: readonly WithheldVersion[],
  distTags: ReadonlyMap<string, string>,
): string {
  const hash = createHash("sha256");
  for (const { version, decision } of withheld) {
    hash.update(`${version} ${decision.effect} ${decision.clause} ${decision.maturesAt ?? ""}\n`);
  }
  for (const [tag, version] of distTags) hash.update(`${tag}=${version}\n`);
  return hash.digest("hex").slice(0, 16);
}
