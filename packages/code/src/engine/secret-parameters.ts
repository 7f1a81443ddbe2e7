import type { AnyNode } from "acorn";

import type { FunctionNode } from "./function-node.ts";
import type { Machine } from "./machine.ts";

const secretNames =
  /^(?:mnemonic|(?:wallet|secret|recovery)?_?seed_?(?:phrase|words)?|priv(?:ate)?_?key|secret_?key|recovery_?phrase)$/i;
/** Members that hold what they say; a `seed` may be one of numbers. */
const secretMembers = /^(?:mnemonic|seed_?phrase|private_?key|secret_?key|recovery_?phrase)$/i;
const anySecretMember = /mnemonic|seed_?phrase|private_?key|secret_?key|recovery_?phrase/i;

const searchedMaxLength = 40_000;
const searchedMaxNodes = 4_000;

/** Whether a member of what is not known holds a secret, by its name. */
export function isSecretMember(name: string): boolean {
  return secretMembers.test(name);
}

/** Parameters that hold secrets: by their names, or by the member that they become, which a minifier leaves as it is. */
export function findSecretParameters(m: Machine, node: FunctionNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const param of node.params) if (param.type === "Identifier") names.add(param.name);
  const secrets = new Set([...names].filter((name) => secretNames.test(name)));
  if (names.size === 0 || node.end - node.start > searchedMaxLength) return secrets;
  if (!anySecretMember.test(m.source.slice(node.start, node.end))) return secrets;
  for (const name of namesOfSecretMembers(node.body)) if (names.has(name)) secrets.add(name);
  return secrets;
}

/** Names whose values are given to members that hold secrets, as in `this.privateKey = e` and `{ privateKey: e }`. */
function* namesOfSecretMembers(root: AnyNode): Generator<string> {
  const queue: unknown[] = [root];
  for (let at = 0; at < queue.length && at < searchedMaxNodes; at++) {
    const node = queue[at];
    if (!isNode(node)) continue;
    const [key, value] = memberOf(node);
    if (key !== undefined && value?.type === "Identifier" && isSecretMember(key)) yield value.name;
    for (const child of Object.values(node)) {
      if (Array.isArray(child)) queue.push(...child.slice(0, 200));
      else if (isNode(child)) queue.push(child);
    }
  }
}

function memberOf(node: AnyNode): readonly [string | undefined, AnyNode | undefined] {
  if (node.type === "Property" && !node.computed) return [nameOf(node.key), node.value];
  if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression")
    return [undefined, undefined];
  return [nameOf(node.left.property), node.right];
}

function nameOf(key: AnyNode): string | undefined {
  if (key.type === "Identifier") return key.name;
  return key.type === "Literal" && typeof key.value === "string" ? key.value : undefined;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
