import { relative, resolve, sep } from "node:path";

import type { ErrorRecord } from "@lockkeeper/core";
import { tryParsePackageName, tryParseVersion } from "@lockkeeper/core";
import type { LockedPackage } from "@lockkeeper/lockfile";
import { readLockfile } from "@lockkeeper/lockfile";

import type { Environment } from "../environment.ts";
import { readEarlierLockfile } from "./git-revision.ts";
import type { InspectionSubject } from "./subject.ts";

/** What a lockfile gives to inspect. */
export interface LockfileSubjects {
  /** Each version once, in the order of the file. */
  readonly subjects: readonly InspectionSubject[];
  /** Entries that are the project's own or come inside another package's tarball, which is inspected. */
  readonly ownCount: number;
  /** Entries that were there before. */
  readonly knownCount: number;
  /** Whether the earlier revision had no such lockfile, so that everything is new. */
  readonly isAllNew: boolean;
}

/** Which entries of a lockfile are asked for. */
export interface LockfileQuestion {
  /** As the user gave it. */
  readonly file: string;
  /** A revision or an older lockfile. */
  readonly onlyNewSince: string | undefined;
}

/** Reads what a lockfile pins. Throws `CLI_USAGE`, `CLI_BAD_FILE` and LOCKFILE_* errors. */
export async function readLockfileSubjects(
  { file, onlyNewSince }: LockfileQuestion,
  environment: Pick<Environment, "cwd" | "env" | "platform">,
): Promise<LockfileSubjects> {
  const path = resolve(environment.cwd, file);
  const { packages } = await readLockfile(path);
  const earlier =
    onlyNewSince === undefined
      ? undefined
      : await readEarlierLockfile(path, earlierOf(onlyNewSince, environment.cwd), environment);
  const known = new Set((earlier?.packages ?? []).map(keyOf));
  const subjects = new Map<string, InspectionSubject>();
  let ownCount = 0;
  let knownCount = 0;
  for (const entry of packages) {
    if (entry.kind === "workspace" || entry.kind === "bundled" || entry.kind === "file") ownCount += 1;
    else if (known.has(keyOf(entry))) knownCount += 1;
    else if (!subjects.has(keyOf(entry)))
      subjects.set(keyOf(entry), toSubject(entry, shownPath(path, environment)));
  }
  return {
    subjects: [...subjects.values()],
    ownCount,
    knownCount,
    isAllNew: onlyNewSince !== undefined && earlier === undefined,
  };
}

/** A path is the user's, relative to where he is; a revision stays as it is. */
function earlierOf(onlyNewSince: string, cwd: string): string {
  return /\.(?:json|yaml|lock|lockb)$/i.test(onlyNewSince) ? resolve(cwd, onlyNewSince) : onlyNewSince;
}

/** Bytes that changed under the same version are new. */
function keyOf({ name, version, integrity, resolved, kind }: LockedPackage): string {
  const from = kind === "registry" ? "" : (resolved ?? "");
  return JSON.stringify([name, version, integrity ?? "", from]);
}

/** Reports name files of a repository by their path from where the command runs. */
function shownPath(path: string, { cwd }: Pick<Environment, "cwd">): string {
  const shown = relative(cwd, path);
  return (shown.startsWith("..") ? path : shown).split(sep).join("/");
}

function toSubject(entry: LockedPackage, file: string): InspectionSubject {
  const { name, version, integrity, line, kind } = entry;
  const spec = version === "" ? name : `${name}@${version}`;
  const origin = { file, line };
  const isNamed =
    kind === "registry" && tryParsePackageName(name) !== undefined && tryParseVersion(version) !== undefined;
  if (!isNamed) return { spec, origin, target: refuseEntry(entry) };
  return { spec, origin, pinned: integrity, target: { kind: "spec", spec } };
}

function refuseEntry({ kind, name, version, resolved }: LockedPackage): ErrorRecord {
  const from = resolved === undefined ? "" : `: ${resolved.slice(0, 300)}`;
  const why =
    kind === "registry"
      ? "its name or version is none that a registry has"
      : kind === "git"
        ? `it comes from a repository${from}`
        : `it comes from an address${from}`;
  return {
    code: "CLI_NOT_INSPECTABLE",
    message: `Cannot inspect ${JSON.stringify(`${name}@${version}`.slice(0, 200))} as ${why}`,
    hint: "Check it out or download it, and inspect the folder or tarball by its path.",
  };
}
