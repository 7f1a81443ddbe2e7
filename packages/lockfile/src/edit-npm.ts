import type { Node } from "jsonc-parser";

import { JsonEdits } from "./json-edits.ts";
import type { LockfileLimits } from "./locked-package.ts";
import { notEditable } from "./lockfile-plan.ts";
import type { LockfilePlan, PackageChange } from "./lockfile-plan.ts";

const packagesFolder = "node_modules/";
const groups = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/** Changes npm's lockfile of any version; one of version 2 says everything twice. */
export function editNpmLockfile(text: string, plan: LockfilePlan, limits: LockfileLimits): string {
  const edits = new JsonEdits(text, { isLenient: false, limits });
  for (const change of plan.packages) {
    const byPath = edits.find(["packages", change.place]);
    const inTree = edits.find(treePath(change.place));
    if (byPath === undefined && inTree === undefined) throw notEditable(`it has no "${change.place}"`);
    if (byPath !== undefined) editEntry(edits, byPath, change, "dependencies");
    if (inTree !== undefined) editEntry(edits, inTree, change, "requires");
  }
  for (const { folder, name, to } of plan.ranges) {
    for (const group of groups) {
      const node = edits.find(["packages", folder === "." ? "" : folder, group, name]);
      if (node !== undefined) edits.replace(node, JSON.stringify(to));
    }
  }
  return edits.result;
}

function treePath(place: string): readonly string[] {
  const names = place.split(packagesFolder).slice(1);
  return names.flatMap((name) => ["dependencies", name.replace(/\/$/, "")]);
}

function editEntry(
  edits: JsonEdits,
  entry: Node,
  change: PackageChange,
  list: "dependencies" | "requires",
): void {
  const { version, resolved, integrity, dependencies } = change;
  edits.setText(entry, "version", { value: versionText(entry, version), after: "version" });
  edits.setText(entry, "resolved", { value: resolved, after: "version" });
  edits.setText(entry, "integrity", {
    value: integrity,
    after: resolved === undefined ? "version" : "resolved",
  });
  if (dependencies !== undefined) edits.setTexts(entry, list, { pairs: dependencies, after: "integrity" });
}

/** In the tree of version 1 an alias names its package beside the version. */
function versionText(entry: Node, version: string): string {
  const old: unknown = entry.children?.find(({ children }) => children?.[0]?.value === "version")
    ?.children?.[1]?.value;
  const alias = typeof old === "string" ? /^npm:.+@/.exec(old)?.[0] : undefined;
  return `${alias ?? ""}${version}`;
}
