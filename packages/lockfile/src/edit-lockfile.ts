import { editBunLockfile } from "./edit-bun.ts";
import { editNpmLockfile } from "./edit-npm.ts";
import { editPnpmLockfile } from "./edit-pnpm.ts";
import { editYarnBerryLockfile } from "./edit-yarn-berry.ts";
import { editYarnClassicLockfile } from "./edit-yarn-classic.ts";
import type { DependencyGraph, GraphPackage } from "./dependency-graph.ts";
import type { LockfileKind, LockfileLimits } from "./locked-package.ts";
import { lockfileLimits } from "./locked-package.ts";
import { notEditable } from "./lockfile-plan.ts";
import type { LockfilePlan } from "./lockfile-plan.ts";
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
  const edited = withoutMark(text, (plain) => editors[kind](plain, plan, limits));
  verify(before, parse(kind, edited, limits), plan);
  return edited;
}

function parse(kind: LockfileKind, text: string, limits: LockfileLimits): DependencyGraph {
  return parseDependencyGraph(kind, new TextEncoder().encode(text), { limits });
}

function verify(before: DependencyGraph, after: DependencyGraph, { packages }: LockfilePlan): void {
  const changes = new Map(packages.map((change) => [change.place, change]));
  const places = new Set(before.packages.map(({ place }) => place));
  for (const place of changes.keys()) if (!places.has(place)) throw notEditable(`it has no "${place}"`);
  const wanted = before.packages.map((entry) => {
    const change = changes.get(entry.place);
    return describe(
      change === undefined ? entry : { ...entry, ...change, resolved: change.resolved || undefined },
    );
  });
  const found = after.packages.map(describe);
  const [missing] = differences(wanted, found);
  const [extra] = differences(found, wanted);
  if (missing !== undefined || extra !== undefined)
    throw notEditable(`it would not hold ${missing ?? extra ?? ""}`);
}

function describe({
  name,
  version,
  resolved,
  integrity,
}: Pick<GraphPackage, "name" | "version" | "resolved" | "integrity">): string {
  return `${name}@${version} ${resolved ?? "-"} ${integrity ?? "-"}`;
}

function differences(these: readonly string[], those: readonly string[]): readonly string[] {
  const others = new Set(those);
  return these.filter((line) => !others.has(line));
}
