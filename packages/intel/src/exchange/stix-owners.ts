import { asText, type JsonRecord } from "../json-value.ts";

/** The owner of objects in a bundle without campaigns. */
const nobody = "";

/**
 * Tells for each object which campaign it belongs to, by the bundle's relationships; in a bundle with one campaign or none
 * everything belongs together. Answers `undefined` where several are there and nothing leads to one of them.
 */
export function findOwners(
  objects: readonly (JsonRecord | undefined)[],
  heads: readonly JsonRecord[],
): (object: JsonRecord) => string | undefined {
  const ids = heads.map((head) => asText(head["id"]) ?? nobody);
  const [only = nobody, ...others] = ids;
  if (others.length === 0) return () => only;
  const owners = spread(ids, relate(objects));
  return (object) => owners.get(asText(object["id"]) ?? nobody);
}

/** Goes outward from all campaigns at once, so that each object belongs to the nearest one and is met once. */
function spread(
  campaigns: readonly string[],
  followers: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, string> {
  const owners = new Map(campaigns.map((id) => [id, id]));
  // A map goes on with what is added to it while it is gone through.
  for (const [id, owner] of owners) {
    for (const follower of followers.get(id) ?? []) if (!owners.has(follower)) owners.set(follower, owner);
  }
  return owners;
}

/** What belongs to an object because it names it: indicators lead to malware, which campaigns use and are led to by. */
function relate(objects: readonly (JsonRecord | undefined)[]): ReadonlyMap<string, readonly string[]> {
  const followers = new Map<string, string[]>();
  for (const object of objects) {
    if (object?.["type"] !== "relationship") continue;
    const source = asText(object["source_ref"]);
    const target = asText(object["target_ref"]);
    if (source === undefined || target === undefined) continue;
    append(followers, target, source);
    if (source.startsWith("campaign--")) append(followers, source, target);
  }
  return followers;
}

function append(followers: Map<string, string[]>, of: string, follower: string): void {
  const known = followers.get(of);
  if (known === undefined) followers.set(of, [follower]);
  else known.push(follower);
}
