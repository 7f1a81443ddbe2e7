import type { WorldDifference } from "../detonation.ts";
import type { Observation, WorldRun } from "../observation.ts";
import type { World } from "../world.ts";

/** Which of the things that were tried were not tried in every world; what is a world's own word for a place is the same. */
export function compareWorlds(
  runs: readonly WorldRun[],
  worlds: readonly World[],
): readonly WorldDifference[] {
  const byKey = new Map<string, { readonly first: Observation; readonly worlds: string[] }>();
  for (const run of runs) {
    const world = worlds.find(({ name }) => name === run.name);
    for (const observation of run.observations) {
      const key = keyOf(observation, world);
      const known = byKey.get(key) ?? { first: observation, worlds: [] };
      if (!known.worlds.includes(run.name)) known.worlds.push(run.name);
      byKey.set(key, known);
    }
  }
  const names = runs.map(({ name }) => name);
  return [...byKey.values()]
    .filter((entry) => entry.worlds.length < names.length)
    .map(({ first: { kind, api, detail }, worlds: tried }) => ({
      kind,
      api,
      detail,
      worlds: tried,
      missing: names.filter((name) => !tried.includes(name)),
    }));
}

function keyOf({ kind, detail }: Observation, world: World | undefined): string {
  if (world === undefined) return `${kind} ${detail}`;
  const places: readonly (readonly [string, string])[] = [
    [world.temporaryFolder, "<tmp>"],
    [world.project, "<project>"],
    [world.home, "<home>"],
    [world.hostname, "<host>"],
  ];
  const same = places.reduce((text, [place, word]) => text.replaceAll(place, word), detail);
  return `${kind} ${same.replaceAll("\\", "/")}`;
}
