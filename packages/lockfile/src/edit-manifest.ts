import { JsonEdits } from "./json-edits.ts";
import type { LockfileKind, LockfileLimits } from "./locked-package.ts";
import { lockfileLimits } from "./locked-package.ts";
import type { OverrideChange } from "./lockfile-plan.ts";
import { withoutMark } from "./text-edits.ts";
import { TextLines } from "./text-lines.ts";

/** What is to change in a package.json. */
export interface ManifestPlan {
  /** Names with the ranges to ask for, in whatever groups they stand. */
  readonly ranges: ReadonlyMap<string, string>;
  readonly overrides: readonly OverrideChange[];
}

const groups = ["dependencies", "devDependencies", "optionalDependencies"];

/**
 * Changes a package.json's ranges, and what it forces where the client looks for it: `overrides`, `resolutions`, or
 * `pnpm.overrides`; every other character stays. Names that it does not have are left out. Throws `LockfileError` for what
 * is no JSON.
 */
export function editManifest(
  kind: LockfileKind,
  text: string,
  { ranges, overrides }: ManifestPlan,
  limits: LockfileLimits = lockfileLimits,
): string {
  return withoutMark(text, (plain) => {
    const edits = new JsonEdits(plain, { isLenient: false, limits });
    for (const [name, range] of ranges) {
      for (const group of groups) {
        const node = edits.find([group, name]);
        if (node?.type === "string") edits.replace(node, JSON.stringify(range));
      }
    }
    const forced = new Map(overrides.map(({ name, range }) => [name, range]));
    if (forced.size > 0) edits.addTexts(fieldOfOverrides(kind), forced);
    return edits.result;
  });
}

/** Adds to the `overrides` of a `pnpm-workspace.yaml`, where pnpm 10 and later look first; the file may be empty. */
export function editPnpmWorkspace(text: string, overrides: readonly OverrideChange[]): string {
  const lines = new TextLines(text);
  const isEmpty = text.trim() === "";
  let start = Array.from({ length: lines.count }, (_, at) => at).find((at) => lines.at(at) === "overrides:");
  if (start === undefined) {
    start = isEmpty ? 0 : lines.count - (lines.at(lines.count - 1) === "" ? 1 : 0);
    lines.splice(start, 0, ["overrides:"]);
  }
  for (const { name, range } of overrides) {
    const field = `${JSON.stringify(name)}: `;
    const plain =
      lines.findIn(start, 0, `${name}: `) ??
      lines.findIn(start, 0, `'${name}': `) ??
      lines.findIn(start, 0, field);
    const written = `  ${field}${JSON.stringify(range)}`;
    if (plain === undefined) lines.splice(lines.endOfBlock(start, 0), 0, [written]);
    else lines.set(plain, written);
  }
  return lines.result;
}

function fieldOfOverrides(kind: LockfileKind): readonly string[] {
  if (kind === "pnpm") return ["pnpm", "overrides"];
  return kind === "npm" || kind === "bun" ? ["overrides"] : ["resolutions"];
}
