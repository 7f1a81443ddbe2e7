import { shortenPlaces } from "@lockkeeper/detonate/places";
import type {
  Observation,
  ObservationKind,
  TriggerDetonation,
  WorldPlaces,
  WorldRun,
} from "@lockkeeper/detonate";

/** One thing that was tried, and in which worlds. */
export interface TimelineRow {
  readonly kind: ObservationKind;
  readonly detail: string;
  readonly decoded: boolean;
  readonly honey: readonly string[];
  /** `file:line`, or nothing where no file of the package did it. */
  readonly place: string | undefined;
  /** Milliseconds of the world's clock, of the world that was first in the list. */
  readonly atMs: number;
  /** How often it was tried, in the world that tried it most. */
  readonly times: number;
  /** The worlds that tried it. */
  readonly worlds: ReadonlySet<string>;
}

/** How much of a timeline is wanted: what matters, or everything. */
export interface TimelineOptions {
  readonly isTrace: boolean;
}

interface Gathered {
  readonly row: TimelineRow;
  readonly worlds: Set<string>;
  readonly counts: Map<string, number>;
}

/** How far the same thing must be the same: contents are cut at different ends. */
const sameCharacters = 160;
const shortCharacters = 260;
/** What a reader is spared unless everything is wanted. */
const quietApis =
  /^(?:fs\.(?:promises\.)?(?:exists|access|stat|lstat|readdir|realpath|mkdir|opendir|readlink|statfs|watch)|os\.|process\.(?:chdir|cwd))/i;

/** The rows of all worlds as one timeline, in the order in which the first world that tried them did. */
export function readTimeline(
  { worlds }: TriggerDetonation,
  options: TimelineOptions,
): readonly TimelineRow[] {
  const rows = new Map<string, Gathered>();
  for (const world of worlds) gather(rows, world, options);
  return [...rows.values()]
    .map(({ row, worlds: seen, counts }) => ({ ...row, worlds: seen, times: Math.max(...counts.values()) }))
    .toSorted((left, right) => left.atMs - right.atMs);
}

function gather(
  rows: Map<string, Gathered>,
  { name, places, observations }: WorldRun,
  { isTrace }: TimelineOptions,
): void {
  const commands: string[] = [];
  for (const observation of observations) {
    if (!isTrace && (isQuiet(observation) || isToldBefore(observation, commands))) continue;
    const detail = wordingOf(observation, places, isTrace);
    const key = isTrace
      ? `${observation.kind} ${detail}`
      : `${observation.kind} ${detail.slice(0, sameCharacters)}`;
    const row = { ...rowOf(observation), detail };
    const known = rows.get(key) ?? { row, worlds: new Set(), counts: new Map<string, number>() };
    known.worlds.add(name);
    known.counts.set(name, (known.counts.get(name) ?? 0) + 1);
    rows.set(key, known);
  }
}

/** Variables and lookups are the run of every program; what is passed on or hidden is told all the same. */
function isQuiet({ kind, api, decoded, honey }: Observation): boolean {
  if (honey.length > 0) return false;
  return kind === "env" || (!decoded && kind === "file" && quietApis.test(api));
}

/**
 * The parts of a command line that was told already, and files that it hands to what runs them. What they do (ask a host, write a
 * file) is told for itself.
 */
function isToldBefore({ kind, api, detail, honey }: Observation, commands: string[]): boolean {
  if (kind !== "process" && kind !== "code") return false;
  const words = wordsOf(withoutApi(detail, api));
  const isPart = commands.some((each) => each.includes(words));
  if (kind === "process" && !isPart) commands.push(words);
  return isPart && honey.length === 0;
}

/** Command lines are the same where only quotes and blanks differ. */
function wordsOf(command: string): string {
  return command.replaceAll(/["'\s]+/g, " ").trim();
}

function wordingOf({ detail, api }: Observation, places: WorldPlaces | undefined, isTrace: boolean): string {
  const shown = places === undefined ? detail : shortenPlaces(detail, places);
  const plain = shown.startsWith(`${api} ${api} `) ? withoutApi(shown, api) : shown;
  return isTrace || plain.length <= shortCharacters ? plain : `${plain.slice(0, shortCharacters)}…`;
}

function withoutApi(detail: string, api: string): string {
  return detail.startsWith(`${api} `) ? detail.slice(api.length + 1) : detail;
}

function rowOf({ kind, detail, decoded, honey, location, atMs }: Observation): TimelineRow {
  const place = location === null ? undefined : `${location.file}:${location.line}`;
  return { kind, detail, decoded, honey, place, atMs, times: 1, worlds: new Set() };
}

/** The names of what was asked of the environment, each once. */
export function readEnvironmentNames({ worlds }: TriggerDetonation): readonly string[] {
  const names = worlds.flatMap(({ observations }) =>
    observations.filter(({ kind }) => kind === "env").map(({ data }) => data["name"]),
  );
  return [...new Set(names.filter((name): name is string => typeof name === "string"))];
}
