import { renderInstantShort } from "@lockkeeper/core";
import type { InventoryInterval, InventoryReader } from "@lockkeeper/store";

import type { ChannelStatement, EvidenceItem, ExposedPlace, Observation } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import { versionsAsked } from "../../targets/versions-asked.ts";

/** What the channel can and cannot show. */
export const inventoryStatement: ChannelStatement = {
  channel: "inventory",
  shows: "which versions the places that were remembered held, and between which looks they came and went",
  cannotShow:
    "what came and went between two looks, places that were never remembered (--remember), and whether anything was installed",
};

const placeKinds: readonly ExposedPlace["kind"][] = [
  "repository",
  "project",
  "pipeline",
  "host",
  "identity",
  "image",
  "bill",
  "cache",
];
/** Channels whose evidence is a choice; the others saw the packages lie there. */
const lockChannels: ReadonlySet<string> = new Set(["lockfile", "git-history"]);

/** Tells what the inventory knows of the versions that are asked about. */
export function* collectInventory(
  question: ExposureQuestion,
  inventory: Pick<InventoryReader, "intervalsOf">,
): Generator<EvidenceItem, void, undefined> {
  const targets = createTargetSet(question.targets);
  const asked = new Map([...targets.names].map((name) => [name, versionsAsked(targets.ofName(name))]));
  const instants = new Map<number, string>();
  // Many places were looked at in one night.
  const shown = (at: number): string => {
    const text = instants.get(at) ?? renderInstantShort(at);
    instants.set(at, text);
    return text;
  };
  for (const interval of inventory.intervalsOf(asked)) {
    const isListed = asked.get(interval.name) !== "every-version";
    if (!isListed && targets.ofVersion(interval.name, interval.version).length === 0) continue;
    yield { kind: "observation", observation: observe(interval, shown) };
  }
}

function observe(interval: InventoryInterval, shown: (at: number) => string): Observation {
  const { name, version, foundAt, absentAt, goneAt, channel, ref, lastSeenAt } = interval;
  const until = goneAt === undefined ? "still there" : "no longer there";
  const last = goneAt ?? lastSeenAt;
  return {
    channel: "inventory",
    where: { kind: placeKinds.find((kind) => kind === interval.placeKind) ?? "project", id: interval.place },
    kind: lockChannels.has(channel) ? "locked" : "present",
    name,
    version,
    // It came at some time between two looks; before the first look nobody knows.
    since:
      absentAt === undefined
        ? undefined
        : { at: foundAt, basis: "stated", toleranceMs: Math.max(0, foundAt - absentAt) },
    until: goneAt === undefined ? undefined : { at: goneAt, basis: "stated", toleranceMs: 0 },
    ref: ref === "" ? channel : `${channel}:${ref}`,
    detail: `a look of ${shown(foundAt)} found ${name}@${version}, ${until} at ${shown(last)}`,
  };
}
