import { parseTree } from "jsonc-parser";
import type { Node } from "jsonc-parser";

import { parseJsonTree } from "./json-tree.ts";
import { lockfileLimits } from "./locked-package.ts";
import type { LockfileKind, LockfileLimits } from "./locked-package.ts";
import { notEditable } from "./lockfile-plan.ts";
import { applyEdits, withoutMark } from "./text-edits.ts";
import type { TextEdit } from "./text-edits.ts";

/**
 * Takes out of a lockfile in JSON what does not count because its name comes again in the same object; everything else
 * stays where it is. Throws `LockfileError`; `LOCKFILE_NOT_EDITABLE` for a format that is no JSON.
 */
export function dropDuplicates(
  kind: LockfileKind,
  text: string,
  limits: LockfileLimits = lockfileLimits,
): string {
  if (kind !== "npm" && kind !== "bun")
    throw notEditable("names that come twice are dropped from JSON alone");
  const isLenient = kind === "bun";
  return withoutMark(text, (plain) => {
    // Bounds the depth, which the library's tree does not.
    parseJsonTree(plain, { isLenient, maxDepth: limits.maxDepth });
    const root = parseTree(plain, [], { disallowComments: !isLenient, allowTrailingComma: isLenient });
    return root === undefined ? plain : applyEdits(plain, listEdits(root));
  });
}

function listEdits(root: Node): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "object") edits.push(...surplusOf(node));
    waiting.push(...keptOf(node));
  }
  return edits;
}

/** Up to the member behind it, of which there is one: the one that counts comes later. */
function surplusOf({ children: members = [] }: Node): readonly TextEdit[] {
  const last = lastOf(members);
  return members.flatMap((member, index) => {
    const next = members[index + 1];
    return last.get(nameOf(member)) === member || next === undefined
      ? []
      : [{ start: member.offset, end: next.offset, text: "" }];
  });
}

/** What is inside of something that goes, goes with it. */
function keptOf({ type, children = [] }: Node): readonly Node[] {
  if (type !== "object") return children;
  const last = lastOf(children);
  return children.filter((member) => last.get(nameOf(member)) === member);
}

function lastOf(members: readonly Node[]): ReadonlyMap<unknown, Node> {
  return new Map(members.map((member) => [nameOf(member), member]));
}

function nameOf(member: Node): unknown {
  return member.children?.[0]?.value;
}
