import { editBunLockfile } from "./edit-bun.ts";
import { editNpmLockfile } from "./edit-npm.ts";
import { editPnpmLockfile } from "./edit-pnpm.ts";
import { editYarnBerryLockfile } from "./edit-yarn-berry.ts";
import { editYarnClassicLockfile } from "./edit-yarn-classic.ts";
import type { DependencyGraph, GraphPackage, GraphSource } from "./dependency-graph.ts";
import { LockfileError } from "./errors.ts";
import type { LockfileKind, LockfileLimits } from "./locked-package.ts";
import { lockfileLimits } from "./locked-package.ts";
import { notEditable } from "./lockfile-plan.ts";
import type { LockfilePlan, RangeChange } from "./lockfile-plan.ts";
import { parseDependencyGraph } from "./parse-graph.ts";
import { withoutMark } from "./text-edits.ts";

type Edit = (text: string, plan: LockfilePlan, limits: LockfileLimits) => string;

const editors: Readonly<Record<LockfileKind, Edit>> = {
  npm: editNpmLockfile,
  pnpm: editPnpmLockfile,
  "yarn-classic": editYarnClassicLockfile,
  "yarn-berry": editYarnBerryLockfile,
  bun: editBunLockfile,
};

/**
 * Puts a plan into a lockfile's text and leaves every other character where it is: order, indentation, ends of lines,
 * comments, a byte order mark. What comes out is read again, and must differ in what the plan names and in nothing else.
 * Throws `LockfileError`; `LOCKFILE_NOT_EDITABLE` where the file is written in a way that the plan cannot be put into.
 */
export function editLockfile(
  kind: LockfileKind,
  text: string,
  plan: LockfilePlan,
  limits: LockfileLimits = lockfileLimits,
): string {
  const before = parse(kind, text, limits);
  const edited = edit(text, (plain) => editors[kind](plain, plan, limits));
  verify(before, parse(kind, edited, limits), plan);
  return edited;
}

/** Whatever an editor stumbles over in a foreign text is a text that it cannot change. */
function edit(text: string, change: (plain: string) => string): string {
  try {
    return withoutMark(text, change);
  } catch (error) {
    if (error instanceof LockfileError) throw error;
    throw notEditable(error instanceof Error ? error.message : String(error), error);
  }
}

function parse(kind: LockfileKind, text: string, limits: LockfileLimits): DependencyGraph {
  return parseDependencyGraph(kind, new TextEncoder().encode(text), { limits });
}

function verify(before: DependencyGraph, after: DependencyGraph, plan: LockfilePlan): void {
  const changes = new Map(plan.packages.map((change) => [change.place, change]));
  const places = new Set(before.packages.map(({ place }) => place));
  for (const place of changes.keys()) if (!places.has(place)) throw notEditable(`it has no "${place}"`);
  const wanted = before.packages.map((entry) => {
    const change = changes.get(entry.place);
    return change === undefined ? entry : { ...entry, ...change, resolved: change.resolved };
  });
  const additions = plan.additions ?? [];
  compare([...wanted, ...additions].map(describe), after.packages.map(describe));
  // What a package depends on is known unless the plan says it anew; a member of the workspace is a root as well.
  const kept = before.packages.filter(
    ({ place, kind }) => kind !== "workspace" && changes.get(place)?.dependencies === undefined,
  );
  const keptNow = kept.map(
    (entry) => `${describe({ ...entry, ...changes.get(entry.place) })}${describeEdges(entry, before.source)}`,
  );
  expectIn(
    keptNow,
    after.packages.map((entry) => `${describe(entry)}${describeEdges(entry, after.source)}`),
  );
  compare(describeRoots(before, plan.ranges), describeRoots(after, []));
}

function compare(wanted: readonly string[], found: readonly string[]): void {
  expectIn(wanted, found);
  const [extra] = differences(found, wanted);
  if (extra !== undefined) throw notEditable(`it would hold ${extra}`);
}

function expectIn(wanted: readonly string[], found: readonly string[]): void {
  const [missing] = differences(wanted, found);
  if (missing !== undefined) throw notEditable(`it would not hold ${missing}`);
}

function describe({
  name,
  version,
  resolved,
  integrity,
}: Pick<GraphPackage, "name" | "version" | "resolved" | "integrity">): string {
  return `${name}@${version} ${resolved === undefined || resolved === "" ? "-" : resolved} ${integrity ?? "-"}`;
}

/** pnpm's ranges are the versions of what answers, which may be what the plan changes. */
function describeEdges({ dependencies }: Pick<GraphPackage, "dependencies">, source: GraphSource): string {
  return dependencies
    .map(({ name, range, group }) => ` ${group} ${name}${source === "pnpm" ? "" : `@${range}`}`)
    .toSorted()
    .join("");
}

function describeRoots({ roots }: DependencyGraph, ranges: readonly RangeChange[]): readonly string[] {
  const wanted = new Map(ranges.map(({ folder, name, to }) => [`${folder} ${name}`, to]));
  return roots.flatMap(({ folder, dependencies }) =>
    dependencies.map(({ name, range, group }) => {
      const said = wanted.get(`${folder} ${name}`) ?? range;
      // Yarn from 2 on writes the registry's protocol before every range.
      return `${folder} ${group} ${name}@${said.startsWith("npm:") ? said.slice("npm:".length) : said}`;
    }),
  );
}

function differences(these: readonly string[], those: readonly string[]): readonly string[] {
  const others = new Set(those);
  return these.filter((line) => !others.has(line));
}
