import { asText, type JsonRecord } from "../json-value.ts";

const maxSteps = 8;

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
  const campaigns = new Set(ids);
  const neighbours = relate(objects);
  return (object) => walk(asText(object["id"]) ?? nobody, campaigns, neighbours);
}

/** Relationships are followed in both directions: indicators lead to malware, which campaigns lead to as well. */
function relate(objects: readonly (JsonRecord | undefined)[]): ReadonlyMap<string, readonly string[]> {
  const neighbours = new Map<string, string[]>();
  for (const object of objects) {
    if (object?.["type"] !== "relationship") continue;
    const source = asText(object["source_ref"]);
    const target = asText(object["target_ref"]);
    if (source === undefined || target === undefined) continue;
    append(neighbours, source, target);
    if (source.startsWith("campaign--")) append(neighbours, target, source);
  }
  return neighbours;
}

function append(neighbours: Map<string, string[]>, from: string, to: string): void {
  const known = neighbours.get(from);
  if (known === undefined) neighbours.set(from, [to]);
  else known.push(to);
}

function walk(
  start: string,
  campaigns: ReadonlySet<string>,
  neighbours: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const seen = new Set([start]);
  let edge: readonly string[] = [start];
  for (let step = 0; step < maxSteps && edge.length > 0; step += 1) {
    const found = edge.find((id) => campaigns.has(id));
    if (found !== undefined) return found;
    const next = edge.flatMap((id) => neighbours.get(id) ?? []).filter((id) => !seen.has(id));
    for (const id of next) seen.add(id);
    edge = [...new Set(next)];
  }
  return undefined;
}
