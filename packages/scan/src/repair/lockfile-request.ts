import { parseDependencyGraph } from "@lockkeeper/lockfile";

import { relockCommand } from "../client-commands.ts";
import { workMissing } from "./missing-request.ts";
import { isRecord } from "./npm-entry.ts";
import type { RepairState } from "./repair-state.ts";
import type { RepairParts, WorkedRequest } from "./worked-request.ts";

const lockfile = "package-lock.json";

/** Writes the lockfile of a project that has none, for npm: everything by the policy's choice, with the registry's hashes. */
export function workLockfile(file: string, state: RepairState, parts: RepairParts): WorkedRequest {
  const text = state.texts.get(file);
  if (text === undefined || state.project.graphs.length > 0) return { kind: "gone" };
  const manifest = readManifest(text);
  if (manifest === undefined) return refused(`${file}: it cannot be read`);
  const { name, version, client, hasWorkspaces } = manifest;
  if (client !== "npm" || hasWorkspaces || file !== "package.json")
    return refused(`${file}: only its client can write the lockfile`);
  const empty = {
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { ...(name === undefined ? {} : { name }), ...(version === undefined ? {} : { version }) },
    },
  };
  const before = `${JSON.stringify(empty, undefined, 2)}\n`;
  const graph = parseDependencyGraph("npm", Buffer.from(before, "utf8"), { manifests: [] });
  const worked = workMissing(
    file,
    {
      ...state,
      project: { ...state.project, graphs: [{ file: lockfile, graph }] },
      texts: new Map([...state.texts, [lockfile, before]]),
    },
    parts,
  );
  if (worked.kind !== "worked") return worked;
  return {
    ...worked,
    title: `write ${lockfile} of what ${file} asks for`,
    riskReason:
      "the versions that the policy lets in today, instead of whatever is newest at each installation",
    changes: worked.changes.map((change) => ({ ...change, before: undefined })),
  };
}

interface ReadManifest {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly client: string;
  readonly hasWorkspaces: boolean;
}

function readManifest(text: string): ReadManifest | undefined {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
  if (!isRecord(value)) return undefined;
  const { name, version, packageManager, workspaces } = value;
  return {
    name: typeof name === "string" ? name : undefined,
    version: typeof version === "string" ? version : undefined,
    client: typeof packageManager === "string" ? (packageManager.split("@", 1)[0] ?? "") : "npm",
    hasWorkspaces: workspaces !== undefined,
  };
}

function refused(why: string): WorkedRequest {
  return { kind: "refused", why, command: relockCommand("npm") };
}
