import type { Observation, ObservationKind, TriggerDetonation, WorldPlaces } from "@lockkeeper/detonate";

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

const markedPath = /(?:[.~]|<project>|<tmp>)(?:\\[^\\\s"']+)+/g;

/** Folders by short names, so that the same file is the same on every machine: the package is `.`, the home `~`. */
function shortenPlaces(detail: string, places: WorldPlaces): string {
  const short = [
    [places.packageFolder, "."],
    [places.project, "<project>"],
    [places.temporaryFolder, "<tmp>"],
    [places.home, "~"],
  ].reduce((text, [folder = "", name = ""]) => text.replaceAll(folder, () => name), detail);
  return short.replace(markedPath, (path) => path.replaceAll("\\", "/"));
}

/** What a reader is spared unless everything is wanted. */
const quietApis =
  /^(?:fs\.(?:promises\.)?(?:exists|access|stat|lstat|readdir|realpath|mkdir|opendir|readlink|statfs|watch)|os\.|process\.(?:chdir|cwd))/i;

/** The rows of all worlds as one timeline, in the order in which the first world that tried them did. */
export function readTimeline(
  { worlds }: TriggerDetonation,
  { isTrace }: { readonly isTrace: boolean },
): readonly TimelineRow[] {
  const rows = new Map<string, { row: TimelineRow; worlds: Set<string>; counts: Map<string, number> }>();
  for (const { name, places, observations } of worlds) {
    for (const observation of observations) {
      if (!isTrace && isQuiet(observation)) continue;
      const detail = places === undefined ? observation.detail : shortenPlaces(observation.detail, places);
      const key = `${observation.kind} ${detail}`;
      const row = { ...rowOf(observation), detail };
      const known = rows.get(key) ?? { row, worlds: new Set(), counts: new Map() };
      known.worlds.add(name);
      known.counts.set(name, (known.counts.get(name) ?? 0) + 1);
      rows.set(key, known);
    }
  }
  return [...rows.values()]
    .map(({ row, worlds: seen, counts }) => ({ ...row, worlds: seen, times: Math.max(...counts.values()) }))
    .toSorted((left, right) => left.atMs - right.atMs);
}

/** Variables and lookups are the run of every program; what is passed on or hidden is told all the same. */
function isQuiet({ kind, api, decoded, honey }: Observation): boolean {
  if (honey.length > 0) return false;
  return kind === "env" || (!decoded && kind === "file" && quietApis.test(api));
}

function rowOf({ kind, detail, decoded, honey, location, atMs }: Observation): TimelineRow {
  const place = location === null ? undefined : `${location.file}:${location.line}`;
  return { kind, detail, decoded, honey, place, atMs, times: 1, worlds: new Set() };
}

/** The names of what was asked of the environment, each once: those that were planted first. */
export function readEnvironmentNames({ worlds }: TriggerDetonation): readonly string[] {
  const names = worlds.flatMap(({ observations }) =>
    observations.filter(({ kind }) => kind === "env").map(({ data }) => data["name"]),
  );
  return [...new Set(names.filter((name): name is string => typeof name === "string"))];
}
