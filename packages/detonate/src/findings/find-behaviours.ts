import type { Finding, FindingStrength } from "@lockkeeper/core";

import type { TriggerDetonation, TriggerKind } from "../detonation.ts";
import type { Observation, WorldRun } from "../observation.ts";
import type { Behaviour } from "./behaviour.ts";
import { behaviours } from "./behaviours.ts";

const excerptMaxCharacters = 240;

interface Sighting {
  readonly observation: Observation;
  readonly worlds: readonly string[];
  readonly trigger: TriggerDetonation["trigger"];
}

/** What the runs of a package amount to: one finding for each kind of behaviour, with the first observation of it. */
export function findBehaviours(triggers: readonly TriggerDetonation[]): readonly Finding[] {
  return behaviours.flatMap((behaviour) => {
    const seen = triggers.flatMap((trigger) => findSightings(behaviour, trigger));
    const [first] = seen;
    return first === undefined ? [] : [findingOf(behaviour, first, seen)];
  });
}

function findSightings(behaviour: Behaviour, { trigger, worlds }: TriggerDetonation): readonly Sighting[] {
  const isInstall = trigger.kind === "install";
  const seen = worlds.flatMap((run) => {
    const { places } = run;
    if (places === undefined) return [];
    const scene = { places, isInstall };
    return run.observations
      .filter((observation) => behaviour.isSeenIn(observation, scene))
      .map((observation) => ({ observation, run }));
  });
  const [first] = seen;
  return first === undefined
    ? []
    : [{ observation: first.observation, worlds: namesOf(seen.map(({ run }) => run)), trigger }];
}

function findingOf(behaviour: Behaviour, first: Sighting, all: readonly Sighting[]): Finding {
  const { id, family, technique, does } = behaviour;
  const strength = strengthOf(
    behaviour,
    all.map((each) => each.trigger.kind),
  );
  const { observation, worlds, trigger } = first;
  const triggers = [...new Set(all.map((each) => wordsOf(each.trigger)))].join(" and ");
  return {
    id,
    family,
    strength,
    technique,
    message: `In the emulator it ${does}, ${triggers}, on ${worlds.join(", ")}: ${observation.detail.slice(0, excerptMaxCharacters)}`,
    location: observation.location ?? undefined,
    excerpt: observation.detail.slice(0, excerptMaxCharacters),
    before: undefined,
    after: wordsOf(trigger),
  };
}

/**
 * What is called is given what nobody else would give it: a client of the network sends on what it is told to. Who starts a
 * command wants it to publish, to deploy with a token, to set up a project.
 */
function strengthOf(
  { strength, isNeverWanted = false }: Behaviour,
  kinds: readonly TriggerKind[],
): FindingStrength {
  if (kinds.every((kind) => kind === "call")) return "context";
  const isUnasked = kinds.some((kind) => kind === "install" || kind === "import");
  if (isUnasked || isNeverWanted) return strength;
  return strength === "context" ? strength : "supporting";
}

function wordsOf({ kind, name }: TriggerDetonation["trigger"]): string {
  if (kind === "install") return `when it is installed (${name})`;
  if (kind === "call") return `when what ${name} exports is called`;
  return kind === "import" ? `when it is imported (${name})` : `when its command ${name} is started`;
}

function namesOf(runs: readonly WorldRun[]): readonly string[] {
  return [...new Set(runs.map(({ name }) => name))];
}
