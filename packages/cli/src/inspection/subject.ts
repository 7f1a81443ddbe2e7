import { stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";

import type { ErrorRecord } from "@lockkeeper/core";
import { systemErrorCode, tryParsePackageName, tryParseVersion } from "@lockkeeper/core";
import type { InspectionTarget } from "@lockkeeper/inspect";

import type { SubjectOrigin } from "./inspection-report.ts";

/** One thing to inspect. */
export interface InspectionSubject {
  /** As it was asked for; what tells subjects apart in an output that is resumed. */
  readonly spec: string;
  /** What is looked at, or why it cannot be. */
  readonly target: InspectionTarget | ErrorRecord;
  readonly origin?: SubjectOrigin | undefined;
  /** The release that it is compared with, where the subject names one. */
  readonly predecessor?: InspectionTarget | undefined;
  /** The hash that a lockfile pins. */
  readonly pinned?: string | undefined;
}

const fileScheme = /^file:(?:\/\/)?/i;
// Two letters at least, for a drive of Windows has one.
const address = /^[a-z][a-z0-9+.-]+:/i;
const tarballEnding = /\.(?:tgz|tar\.gz|tar)$/i;

/**
 * What a word of the command line means, without a look at the disk: a path when it is written as one (`./lib`, `lib/`,
 * `/lib`, `lib.tgz`, `file:lib`), else a spec, so that a folder never hides a package of its name.
 */
export function parseSubject(text: string, cwd: string): InspectionSubject {
  if (fileScheme.test(text)) return pathSubject(text, resolve(cwd, text.replace(fileScheme, "")));
  if (address.test(text) && !text.includes("@npm:")) return { spec: text, target: refuseAddress(text) };
  if (isPath(text)) return pathSubject(text, resolve(cwd, text));
  return tryParseStep(text) ?? { spec: text, target: { kind: "spec", spec: text } };
}

/** `name@1.0.0..1.1.0` is the second version, compared with the first. */
function tryParseStep(text: string): InspectionSubject | undefined {
  const at = text.indexOf("@", 1);
  const dots = text.indexOf("..", at);
  if (at < 0 || dots < 0) return undefined;
  const [name, from, to] = [text.slice(0, at), text.slice(at + 1, dots), text.slice(dots + 2)];
  if (tryParseVersion(from) === undefined || tryParseVersion(to) === undefined) return undefined;
  return {
    spec: text,
    target: { kind: "spec", spec: `${name}@${to}` },
    predecessor: { kind: "spec", spec: `${name}@${from}` },
  };
}

function isPath(text: string): boolean {
  if (/^\.{1,2}(?:[/\\]|$)/.test(text) || isAbsolute(text) || /^[a-z]:[/\\]/i.test(text)) return true;
  if (tarballEnding.test(text) || text.endsWith("/") || text.includes("\\")) return true;
  const [head = ""] = text.split("@npm:", 1);
  const name = head.startsWith("@") ? head.slice(1) : head;
  return (
    name.includes("/") &&
    tryParsePackageName(head.split("@", head.startsWith("@") ? 2 : 1).join("@")) === undefined
  );
}

/** The ending tells a tarball from a folder; what lies there decides when it is read. */
function pathSubject(spec: string, path: string): InspectionSubject {
  return { spec, target: { kind: "tarball", path } };
}

/** Looks at the disk for what a path leads to. */
export async function locateTarget(target: InspectionTarget): Promise<InspectionTarget> {
  if (target.kind !== "tarball") return target;
  try {
    return (await stat(target.path)).isDirectory() ? { kind: "folder", path: target.path } : target;
  } catch (error) {
    // Whoever opens it tells what is wrong with it.
    if (systemErrorCode(error) !== undefined) return target;
    throw error;
  }
}

function refuseAddress(text: string): ErrorRecord {
  return {
    code: "CLI_NOT_INSPECTABLE",
    message: `Cannot inspect ${JSON.stringify(text.slice(0, 200))} as it is an address: only specs of a registry and files are read`,
    hint: "Download or check it out yourself, and give the path of the tarball or folder.",
  };
}
