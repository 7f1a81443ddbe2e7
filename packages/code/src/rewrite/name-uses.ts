import type { Node } from "acorn";

import { isComputed, keyNames, memberName, nameOfIdentifier, partOf } from "./function-names.ts";
import type { FunctionNames } from "./function-names.ts";

/** What the code of one function, or of a text outside of functions, names. */
export interface NameUses {
  /** `name` where a value of the same text is meant, `.name` for a member of anything. */
  readonly names: ReadonlySet<string>;
  /** A name that counts as used once the other one is: what `exports.a = b` says of `b`. */
  readonly later: readonly (readonly [once: string, name: string])[];
  /** Whether it calls a member whose name is computed. */
  readonly isCallingAny: boolean;
}

/** Members in which a name defines something, by the type of the node. */
const defining: ReadonlyMap<string, readonly string[]> = new Map([
  ["FunctionDeclaration", ["id", "params"]],
  ["FunctionExpression", ["id", "params"]],
  ["ArrowFunctionExpression", ["params"]],
  ["ClassDeclaration", ["id"]],
  ["ClassExpression", ["id"]],
  ["VariableDeclarator", ["id"]],
  ["AssignmentExpression", ["left"]],
  ["CatchClause", ["param"]],
  ["LabeledStatement", ["label"]],
  ["BreakStatement", ["label"]],
  ["ContinueStatement", ["label"]],
  ["ImportSpecifier", ["local", "imported"]],
  ["ImportDefaultSpecifier", ["local"]],
  ["ImportNamespaceSpecifier", ["local"]],
  ["ExportSpecifier", ["local", "exported"]],
  ["MetaProperty", ["meta", "property"]],
]);
const keyed: ReadonlySet<string> = new Set(["Property", "MethodDefinition", "PropertyDefinition"]);

/** Gathers what the code of one function names, node by node. */
export class NameGatherer implements NameUses {
  readonly names: Set<string> = new Set();
  readonly later: (readonly [once: string, name: string])[] = [];
  isCallingAny = false;

  /** Takes a node that stands in a parent with names by its place. */
  add(parent: Node, member: string, node: Node, placed: FunctionNames): void {
    if (node.type === "Identifier") this.#addIdentifier(parent, member, node, placed);
    else if (node.type === "MemberExpression") this.#addMember(parent, member, node);
    else if (node.type === "ImportSpecifier") this.#addImport(node);
    else if (node.type === "ExportSpecifier") this.#addExport(parent, node);
    else if (node.type === "Property" && parent.type === "ObjectPattern") {
      for (const name of keyNames(node) ?? []) this.names.add(name);
    }
  }

  #addIdentifier(parent: Node, member: string, node: Node, placed: FunctionNames): void {
    const name = nameOfIdentifier(node);
    if (name === undefined || isDefining(parent, member)) return;
    const members = (placed ?? []).filter((each) => each.startsWith("."));
    if (placed === undefined || members.length === 0) this.names.add(name);
    else for (const once of members) this.later.push([once, name]);
  }

  #addMember(parent: Node, member: string, node: Node): void {
    const name = memberName(node);
    const isGiven = parent.type === "AssignmentExpression" && member === "left";
    if (name !== undefined && !isGiven) this.names.add(`.${name}`);
    const isCalled = parent.type === "CallExpression" && member === "callee";
    if (name === undefined && isCalled) this.isCallingAny = true;
  }

  #addExport(parent: Node, node: Node): void {
    const local = nameOfIdentifier(partOf(node, "local"));
    const exported = nameOfIdentifier(partOf(node, "exported"));
    if (local === undefined || exported === undefined) return;
    // What another module gives is a member of it.
    const name = partOf(parent, "source") === undefined ? local : `.${local}`;
    if (exported === "default") this.names.add(name);
    else this.later.push([`.${exported}`, name]);
  }

  #addImport(node: Node): void {
    const name = nameOfIdentifier(partOf(node, "imported"));
    if (name !== undefined) this.names.add(`.${name}`);
  }
}

/** Whether a name at this place gives something that name, or is that of a member. */
function isDefining(parent: Node, member: string): boolean {
  if (defining.get(parent.type)?.includes(member) === true) return true;
  const isKey = member === "key" && keyed.has(parent.type);
  const isMember = member === "property" && parent.type === "MemberExpression";
  return (isKey || isMember) && !isComputed(parent);
}
