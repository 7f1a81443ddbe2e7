import type { Evidence } from "@lockkeeper/core";
import type { Release, ReleaseHistory } from "@lockkeeper/trust";

/** Two moments against which ages are told. */
export interface AgeBasis {
  /** When the parent was published; the moment of the question where that is not known. */
  readonly parentAt: number;
  readonly now: number;
}

/**
 * How old something was when the parent came out. What came after the parent is told by now: that is what an installation
 * of the parent meets.
 */
export function ageOf(published: Evidence<number>, { parentAt, now }: AgeBasis): Evidence<number> {
  if (published.state !== "present") return published;
  const basis = published.value <= parentAt ? parentAt : now;
  return { state: "present", value: Math.max(0, basis - published.value) };
}

/** When the package was published first: what the document says, else its earliest release. */
export function firstPublished({ createdAt, releases, removed }: ReleaseHistory): Evidence<number> {
  if (createdAt.state === "present") return createdAt;
  const times = [
    ...releases.map(({ publishedAt }) => valueOf(publishedAt)),
    ...removed.map((each) => each.publishedAt),
  ];
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? createdAt : { state: "present", value: Math.min(...known) };
}

/** Whether two packages have an owner in common whom the registry vouches for. */
export function isRelated(
  parent: {
    readonly name: string;
    readonly history: ReleaseHistory | undefined;
    readonly release: Release | undefined;
  },
  dependency: {
    readonly name: string;
    readonly history: ReleaseHistory | undefined;
    readonly release: Release | undefined;
  },
): boolean {
  const scope = scopeOf(parent.name);
  if (scope !== undefined && scope === scopeOf(dependency.name)) return true;
  const owners = ownersOf(parent);
  return [...ownersOf(dependency)].some((owner) => owners.has(owner));
}

function ownersOf({
  history,
  release,
}: {
  readonly history: ReleaseHistory | undefined;
  readonly release: Release | undefined;
}): ReadonlySet<string> {
  const publisher = valueOf(release?.publisher);
  const owners = new Set(history?.maintainers.map(({ login }) => login));
  // Every package that is published by the same kind of machine has its name for publisher.
  if (publisher !== undefined && !publisher.isMachine) owners.add(publisher.login);
  return owners;
}

function scopeOf(name: string): string | undefined {
  return name.startsWith("@") ? name.slice(0, name.indexOf("/")) : undefined;
}

function valueOf<Value>(evidence: Evidence<Value> | undefined): Value | undefined {
  return evidence?.state === "present" ? evidence.value : undefined;
}
