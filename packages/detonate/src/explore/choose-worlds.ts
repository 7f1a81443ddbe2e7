import type { WorldName } from "../worlds/worlds.ts";

/** What the code of a first run asked for by which worlds differ. */
export type Notes = ReadonlyMap<string, ReadonlySet<string>>;

/** The world that every trigger is pulled in first. */
export const firstWorld: WorldName = "linux-laptop";

const platforms: readonly WorldName[] = ["darwin-laptop", "win32-laptop"];
/** Where code that is loaded finds what it names. */
const worldsOfGlobals: ReadonlyMap<string, WorldName> = new Map([
  ["window", "win32-page"],
  ["Bun", "linux-bun"],
  ["Deno", "linux-deno"],
]);
const ciNames =
  /^(?:CI|CONTINUOUS_INTEGRATION|BUILD_NUMBER|GITHUB_|GITLAB_|TRAVIS|CIRCLE|JENKINS|RUNNER_|TF_BUILD)/;

/**
 * The further worlds that may show something new: the other systems always, since commands and paths differ even where the
 * code does not ask; the rest by what was asked for.
 */
export function chooseWorlds(notes: Notes, known: readonly WorldName[]): readonly WorldName[] {
  const wanted = new Set<WorldName>(platforms);
  if (asksForCi(notes)) wanted.add("linux-ci");
  if (asksForCi(notes) && notes.has("platform")) wanted.add("win32-ci");
  if (asksWhereItIs(notes)) wanted.add("linux-moscow");
  if (notes.has("time")) wanted.add("linux-later");
  if (notes.has("chance") || notes.has("counter")) wanted.add("linux-often");
  if (looksForThings(notes)) wanted.add("linux-bare");
  for (const name of notes.get("global") ?? []) {
    const world = worldsOfGlobals.get(name);
    if (world !== undefined) wanted.add(world);
  }
  return known.filter((name) => wanted.has(name));
}

/** Whether code looked for what not every machine has: then it is tried where it is not. */
function looksForThings(notes: Notes): boolean {
  const places = [...(notes.get("file") ?? [])];
  return (
    notes.has("tool") || places.some((place) => /[\\/]\.|AppData|Application Support|wallet/i.test(place))
  );
}

function asksWhereItIs(notes: Notes): boolean {
  const names = [...(notes.get("env") ?? [])];
  return (
    notes.has("locale") ||
    notes.has("timezone") ||
    names.some((name) => /^(?:LANG|LANGUAGE|LC_\w+|TZ)$/.test(name))
  );
}

function asksForCi(notes: Notes): boolean {
  return notes.has("ci") || [...(notes.get("env") ?? [])].some((name) => ciNames.test(name));
}
