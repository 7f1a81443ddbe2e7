import { choosePredecessor, findIdentityChange, observeRhythm } from "@lockkeeper/trust";
import type { IdentityChange, Release, Rhythm } from "@lockkeeper/trust";

import type { RegistryView, Subject } from "./subject.ts";

const youngMs = 30 * 86_400_000;

/** What the registry says of a release and of the one before, where it says anything. */
export interface ReleaseChange extends RegistryView {
  readonly before: Release | undefined;
  /** Dependencies, optional ones among them, that the release before does not have. */
  readonly newDependencies: readonly string[];
  /** New dependencies of others, whose packages are younger than a month and not widely used. */
  readonly youngDependencies: readonly string[];
  /** Install scripts that the release before does not have, by the registry or by the bytes. */
  readonly newInstallScripts: readonly string[];
  /** What is new about who published it; worked out when it is first asked for. */
  identity(): IdentityChange | undefined;
  /** When it was published among the others; the same. */
  rhythm(): Rhythm | undefined;
}

/** What a release changes by the registry's metadata; `undefined` where there is none. */
export function readReleaseChange(subject: Subject): ReleaseChange | undefined {
  if (subject.registry.state !== "present") return undefined;
  const view = subject.registry.value;
  const before = choosePredecessor(view.history, view.release.version)?.release;
  return {
    ...view,
    before,
    newDependencies: before === undefined ? [] : namesAdded(before, view.release),
    youngDependencies: findYoung(subject),
    newInstallScripts: newScripts(subject, view.release, before),
    identity: once(() => findIdentityChange(view.history, view.release)),
    rhythm: once(() => observeRhythm(view.history, view.release, view.now)),
  };
}

/** A function that works out its answer when it is first called. */
export function once<Value>(compute: () => Value): () => Value {
  let answer: { readonly value: Value } | undefined;
  return () => (answer ??= { value: compute() }).value;
}

function findYoung({ dependencies }: Subject): readonly string[] {
  if (dependencies.state !== "present") return [];
  return dependencies.value
    .filter(({ before, isPopular, isRelated }) => before === undefined && !isPopular && !isRelated)
    .filter(({ packageAge }) => packageAge.state === "present" && packageAge.value < youngMs)
    .map(({ target }) => target);
}

function namesAdded(before: Release, after: Release): readonly string[] {
  const known = new Set(installedNames(before));
  return installedNames(after).filter((name) => !known.has(name));
}

function installedNames({ dependencies }: Release): readonly string[] {
  const fields = ["dependencies", "optionalDependencies"] as const;
  return [...new Set(fields.flatMap((field) => Object.keys(dependencies[field] ?? {})))];
}

function newScripts(subject: Subject, release: Release, before: Release | undefined): readonly string[] {
  const drifted =
    subject.predecessor.state === "present"
      ? subject.predecessor.value.drift.installScripts
          .filter((change) => change.before === undefined && change.after !== undefined)
          .map(({ key }) => key)
      : [];
  const declared =
    before === undefined
      ? []
      : release.installScripts.filter((step) => !before.installScripts.includes(step));
  return [...new Set([...drifted, ...declared])];
}

/** Whether a version number is one that registries are asked for by mistake: nines, or as high as nobody counts. */
export function isConfusionVersion(version: string): boolean {
  const [core = ""] = version.split(/[-+]/, 1);
  const [major = "", minor = "", patch = ""] = core.split(".", 3);
  if (/^9{2,}$/.test(major)) return true;
  if (major === "9" && minor === "9") return Number(patch) >= 5;
  return major.length >= 3 && major === minor && major === patch;
}

/** A login with its address as it stands in a message. */
export function named(login: string, email: string | undefined): string {
  return email === undefined ? login : `${login} <${email}>`;
}
