import type { Finding, FindingStrength } from "@lockkeeper/core";

import type { TriggerDetonation, TriggerKind } from "../detonation.ts";
import type { Observation, WorldRun } from "../observation.ts";
import { downloadMark } from "../network/answer-request.ts";
import { shortenPlaces } from "../record/shorten-places.ts";
import type { Behaviour } from "./behaviour.ts";
import { behaviours } from "./behaviours.ts";
import { isOddSource } from "./odd-sources.ts";
import { isAskingUnrelated } from "./unrelated-sources.ts";
import type { ProjectHome } from "./unrelated-sources.ts";

const excerptMaxCharacters = 240;
/** Enough for a command with its address; what is sent may go on for pages. */
const toldMaxCharacters = 180;
const secretMaxCount = 4;

interface Sighting {
  readonly observation: Observation;
  /** What was tried, with the folders of its world by short names. */
  readonly detail: string;
  /** The worlds in which it was seen, as the end of a sentence. */
  readonly where: string;
  readonly trigger: TriggerDetonation["trigger"];
  /** How much it counts: a main file that is a command too does what commands do, and nobody has a reason to load it. */
  readonly countsAs: TriggerKind;
  readonly isGrave: boolean;
}

/**
 * What the runs of a package amount to: one finding for each kind of behaviour, with the first observation of it. Where the project is
 * at home says what it asks others for.
 */
export function findBehaviours(
  triggers: readonly TriggerDetonation[],
  home?: ProjectHome,
): readonly Finding[] {
  return behaviours.flatMap((behaviour) => {
    const commands = new Set(
      triggers.filter(({ trigger }) => trigger.kind === "bin").flatMap(({ trigger }) => trigger.starts),
    );
    const seen = triggers.flatMap((trigger) => findSightings(behaviour, trigger, { commands, home }));
    const [first] = seen;
    return first === undefined ? [] : [findingOf(behaviour, first, seen)];
  });
}

function findSightings(
  behaviour: Behaviour,
  { trigger, worlds }: TriggerDetonation,
  { commands, home }: { readonly commands: ReadonlySet<string>; readonly home: ProjectHome | undefined },
): readonly Sighting[] {
  const isInstall = trigger.kind === "install";
  const seen = worlds.flatMap((run) => {
    const { places } = run;
    if (places === undefined) return [];
    const scene = {
      places,
      isInstall,
      hasOddSource: run.observations.some((one) => isOddSource(one)),
      isAskingUnrelated: isAskingUnrelated(run.observations, home),
      hiddenCode: hiddenCodeIn(run.observations),
    };
    return run.observations
      .filter((observation) => behaviour.isSeenIn(observation, scene))
      .map((observation) => ({
        observation,
        run,
        isGrave: behaviour.isGraveIn?.(observation, scene) ?? false,
      }));
  });
  const first = seen.find(({ observation, isGrave }) => isGrave || carriesKey(observation)) ?? seen[0];
  if (first === undefined) return [];
  const isCommand = trigger.kind === "import" && trigger.starts.every((start) => commands.has(start));
  const countsAs = isCommand && behaviour.isOfCommands === true ? "bin" : trigger.kind;
  const { observation, run, isGrave } = first;
  const detail =
    run.places === undefined ? observation.detail : shortenPlaces(observation.detail, run.places);
  const names = namesOf(seen.map((each) => each.run));
  const isEverywhere = names.length > 1 && names.length === namesOf(worlds).length;
  const where = isEverywhere ? `in all ${names.length} worlds` : `on ${names.join(", ")}`;
  return [{ observation, detail, where, trigger, countsAs, isGrave }];
}

/** Texts that were evaluated and stand nowhere; what is downloaded is told by itself. */
function hiddenCodeIn(observations: readonly Observation[]): readonly string[] {
  return observations
    .filter(({ kind, decoded, honey }) => kind === "code" && decoded && !honey.includes(downloadMark))
    .map(({ data }) => data["text"])
    .filter((text) => typeof text === "string");
}

/** Whether a key goes out with which somebody entrusted a wallet's library, to a host that nobody named. */
function carriesKey({ kind, honey, data }: Observation): boolean {
  const isOut = kind === "network" || kind === "dns";
  const isNamed = JSON.stringify([data["url"], data["host"]]).includes(".ledger-web.example");
  return isOut && !isNamed && honey.some((name) => name.startsWith("entrusted-"));
}

function findingOf(behaviour: Behaviour, first: Sighting, all: readonly Sighting[]): Finding {
  const { id, family, technique, does } = behaviour;
  const strength = strengthOf(behaviour, all);
  const { observation, detail, where } = first;
  const triggers = [...new Set(all.map((each) => wordsOf(each.trigger)))].join(" and ");
  return {
    id,
    family,
    strength,
    technique,
    message: `In the emulator it ${does}${secretsIn(observation)}, ${triggers}, ${where}: ${cut(withoutEcho(observation.api, detail), toldMaxCharacters)}`,
    location: observation.location ?? undefined,
    excerpt: cut(observation.detail, excerptMaxCharacters),
    before: undefined,
    after: undefined,
  };
}

function secretsIn({ honey }: Observation): string {
  const secrets = honey.filter((name) => name !== downloadMark);
  return secrets.length === 0 ? "" : ` (${secrets.slice(0, secretMaxCount).join(", ")})`;
}

/** Some calls are told by the name of the call, and so are twice in what is told of them. */
function withoutEcho(api: string, detail: string): string {
  return detail.startsWith(`${api} ${api} `) ? detail.slice(api.length + 1) : detail;
}

function cut(text: string, maxCharacters: number): string {
  return text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters - 1)}…`;
}

/**
 * What is called is given what nobody else would give it: a client of the network sends on what it is told to. But the keys of a
 * wallet are given by their names alone, and no library sends them anywhere. Who starts a
 * command wants it to publish, to deploy with a token, to set up a project.
 */
function strengthOf(
  { strength, isNeverWanted = false }: Behaviour,
  all: readonly Sighting[],
): FindingStrength {
  const kinds = all.map(({ countsAs }) => countsAs);
  if (kinds.every((kind) => kind === "call")) {
    return all.some(({ observation }) => carriesKey(observation)) ? "strong" : "context";
  }
  const isUnasked = kinds.some((kind) => kind === "install" || kind === "import");
  if (isUnasked && strength === "supporting" && all.some(({ isGrave }) => isGrave)) return "strong";
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
