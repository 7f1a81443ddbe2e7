import { policySeverities } from "./clause.ts";
import type { PolicySeverity } from "./clause.ts";
import { notSet } from "./document.ts";
import type { PolicyDocument } from "./document.ts";

type Read<Value> = (document: PolicyDocument) => Value;

/** Merges single settings, keeping book of where each value comes from and of what was passed over. */
export interface Tightening {
  readonly organisation: PolicyDocument;
  readonly repository: PolicyDocument;
  readonly origins: Record<string, string>;
  /** Notes that what the repository gives at a path is passed over. */
  readonly ignore: (path: string, why: string) => void;
  /** Notes that the value at a path is the repository's, if it has one. */
  readonly take: (path: string) => void;
  /** The stricter value by its place in an order from lenient to strict. */
  stricter<Value>(path: string, read: Read<Value>, order: readonly Value[]): Value;
  severity(path: string, read: Read<PolicySeverity>): PolicySeverity;
  /** Both lists, for lists of what is refused. */
  added<Entry>(path: string, read: Read<readonly Entry[]>): readonly Entry[];
  /** What both name, for lists of what is let pass; the repository's where the organisation's clause is off. */
  allowed(clause: string, read: Read<AllowingClause>): readonly string[];
  /** What the repository gave and did not get. */
  ignored(): readonly string[];
}

interface AllowingClause {
  readonly effect: PolicySeverity;
  readonly allow: readonly string[];
}

/** Creates the book-keeping for one merge. */
export function createTightening(organisation: PolicyDocument, repository: PolicyDocument): Tightening {
  const origins: Record<string, string> = { ...organisation.origins };
  const named: string[] = [];
  const looserByPreset: string[] = [];

  function isGiven(path: string): boolean {
    return repository.origins[path]?.startsWith("repository ") === true;
  }

  function ignore(path: string, why: string): void {
    if (isGiven(path)) named.push(`${path}: ${why}`);
    else if (repository.preset !== undefined) looserByPreset.push(path);
  }

  function take(path: string): void {
    const origin = repository.origins[path];
    if (origin !== undefined && origin !== notSet) origins[path] = origin;
  }

  function stricter<Value>(path: string, read: Read<Value>, order: readonly Value[]): Value {
    const [ours, theirs] = [read(organisation), read(repository)];
    const difference = order.indexOf(theirs) - order.indexOf(ours);
    if (difference < 0) ignore(path, `${String(theirs)} is looser than ${String(ours)}`);
    if (difference <= 0) return ours;
    take(path);
    return theirs;
  }

  function added<Entry>(path: string, read: Read<readonly Entry[]>): readonly Entry[] {
    const theirs = read(repository);
    if (theirs.length > 0)
      origins[path] = [organisation.origins[path], repository.origins[path]].join(" and ");
    return [...read(organisation), ...theirs];
  }

  function allowed(clause: string, read: Read<AllowingClause>): readonly string[] {
    const path = `${clause}.allow`;
    const [ours, theirs] = [read(organisation), read(repository)];
    if (!isGiven(path)) return ours.allow;
    take(path);
    if (ours.effect === "off") return theirs.allow;
    const known = new Set(ours.allow);
    for (const entry of theirs.allow) {
      if (!known.has(entry)) ignore(path, `the organisation does not allow ${entry}`);
    }
    return theirs.allow.filter((entry) => known.has(entry));
  }

  function ignored(): readonly string[] {
    if (looserByPreset.length === 0) return named;
    return [...named, `preset: ${repository.preset ?? ""} is looser in ${looserByPreset.join(", ")}`];
  }

  return {
    organisation,
    repository,
    origins,
    ignore,
    take,
    stricter,
    severity: (path, read) => stricter(path, read, policySeverities),
    added,
    allowed,
    ignored,
  };
}
