import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";

import { appliesTo, listLiteralSecrets, renderPatch } from "@lockkeeper/scan";
import type { GroupEnd } from "@lockkeeper/scan";

import type { Environment } from "../environment.ts";
import { writeDocument } from "../inspection/output-file.ts";
import type { OpenedProject } from "./open-project.ts";
import type { RepairFlags } from "./fix-input.ts";

/** What a patch is written with. */
export interface PatchContext {
  readonly flags: Pick<RepairFlags, "patchDir">;
  readonly environment: Pick<Environment, "cwd" | "stderr">;
  readonly opened: OpenedProject;
  readonly index: number;
  /** All groups so far, in their order. */
  readonly ends: readonly GroupEnd[];
}

/** Leaves a patch of a group where the user wants some, and answers its name. Its head says what it builds on. */
export async function writePatch(end: GroupEnd, context: PatchContext): Promise<string | undefined> {
  const { flags, environment, opened, index } = context;
  if (flags.patchDir === undefined) return undefined;
  const { id, title, changes } = end.group;
  const patch = renderPatch(changes);
  // Security: a patch has the lines around a change, and goes to where many read it.
  const secrets = listLiteralSecrets(opened.state.project.settings);
  if (secrets.some(({ value }) => patch.includes(value))) {
    await environment.stderr.write(`note CLI_NO_PATCH: ${id} has none, as it would hold a credential\n`);
    return undefined;
  }
  const folder = resolve(environment.cwd, flags.patchDir);
  await mkdir(folder, { recursive: true });
  const name = nameOf(index, id);
  await writeDocument(join(folder, name), `# ${plain(title)}\n# ${footingOf(end, context)}\n${patch}`);
  return name;
}

function nameOf(index: number, id: string): string {
  return `${String(index + 1).padStart(4, "0")}-${id}.patch`;
}

/** Foreign words in the head of a patch must not look like a part of it. */
function plain(title: string): string {
  return title.replace(/[^\w@/.+→ -]/g, "?").slice(0, 120);
}

function footingOf({ group, buildsOn = [] }: GroupEnd, { opened, ends, index }: PatchContext): string {
  if (buildsOn.length > 0) return `Holds as well: ${buildsOn.join(", ")}.`;
  const { texts } = opened.state;
  if (group.changes.every((change) => appliesTo(change, texts.get(change.file)))) return "Applies alone.";
  const files = new Set(group.changes.map(({ file }) => file));
  const below = ends.slice(0, index).flatMap((each, at) => {
    const isBelow = each.outcome !== "rolled-back" && each.group.changes.some(({ file }) => files.has(file));
    return isBelow ? [nameOf(at, each.group.id)] : [];
  });
  return `Apply first: ${below.join(", ")}.`;
}
