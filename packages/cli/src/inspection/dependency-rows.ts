import type { Change, DeclaredDependency } from "@lockkeeper/facts";

import { count } from "../table.ts";
import { toRow } from "./compared-row.ts";
import type { ComparedRow } from "./compared-row.ts";

/** From so many members of a scope that change alike on, one row stands for all of them. */
const groupMinCount = 3;

/** Dependencies that whoever installs the package gets, before and after; those of its development are only counted. */
export function dependencyRows(changes: readonly Change<DeclaredDependency>[]): readonly ComparedRow[] {
  const own = changes.filter((change) => !isDevelopment(change));
  const groups = new Map<string, Change<DeclaredDependency>[]>();
  for (const change of own) {
    const key = JSON.stringify([scopeOf(nameOf(change)), specOf(change.before), specOf(change.after)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  const rows = [...groups.values()].flatMap((group) =>
    group.length >= groupMinCount ? [groupRow(group)] : group.map(dependencyRow),
  );
  const development = changes.length - own.length;
  if (development === 0) return rows;
  return [...rows, toRow("for development", undefined, count(development, "change"))];
}

/** Names of dependencies that are new: those that come along with the package, and those that it only asks for. */
export interface NewDependencies {
  readonly brought: readonly string[];
  readonly peers: readonly string[];
}

/** Finds the dependencies that whoever installs the package did not have to do with before. */
export function newDependencies(changes: readonly Change<DeclaredDependency>[]): NewDependencies {
  const added = changes.filter((change) => change.before === undefined && !isDevelopment(change));
  const isPeer = ({ after }: Change<DeclaredDependency>): boolean => after?.kind === "peerDependencies";
  return {
    brought: added.filter((change) => !isPeer(change)).map(nameOf),
    peers: added.filter(isPeer).map(nameOf),
  };
}

function isDevelopment({ before, after }: Change<DeclaredDependency>): boolean {
  return (before ?? after)?.kind === "devDependencies" && (after ?? before)?.kind === "devDependencies";
}

function nameOf({ key, before, after }: Change<DeclaredDependency>): string {
  return (after ?? before)?.name ?? key;
}

/** Scopes of packages for single platforms change together; names without a scope have nothing in common. */
function scopeOf(name: string): string {
  const slash = name.indexOf("/");
  return name.startsWith("@") && slash > 0 ? name.slice(0, slash) : name;
}

function dependencyRow(change: Change<DeclaredDependency>): ComparedRow {
  return toRow(nameOf(change), specOf(change.before), specOf(change.after));
}

function groupRow(group: readonly Change<DeclaredDependency>[]): ComparedRow {
  const [first] = group;
  if (first === undefined) return toRow("", undefined, undefined);
  const what = `${scopeOf(nameOf(first))}/* (${group.length})`;
  return { ...dependencyRow(first), what };
}

function specOf(dependency: DeclaredDependency | undefined): string | undefined {
  if (dependency === undefined) return undefined;
  const { spec, kind } = dependency;
  return kind === "dependencies" ? spec : `${spec} (${kinds[kind]})`;
}

const kinds = {
  optionalDependencies: "optional",
  peerDependencies: "peer",
  devDependencies: "development",
  bundled: "bundled",
} as const;
