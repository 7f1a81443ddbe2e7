import { findNodeAtLocation, parseTree } from "jsonc-parser";
import type { Node } from "jsonc-parser";

import { parseJsonTree } from "./json-tree.ts";
import type { LockfileLimits } from "./locked-package.ts";
import { notEditable } from "./lockfile-plan.ts";
import { applyEdits } from "./text-edits.ts";
import type { TextEdit } from "./text-edits.ts";

/** Changes members of a JSON document and leaves every other character as it is. */
export class JsonEdits {
  readonly #text: string;
  readonly #root: Node;
  readonly #edits: TextEdit[] = [];

  /** Throws `LockfileError` for what is no JSON. */
  constructor(
    text: string,
    { isLenient, limits }: { readonly isLenient: boolean; readonly limits: LockfileLimits },
  ) {
    // Bounds the depth, which the library's tree does not.
    parseJsonTree(text, { isLenient, maxDepth: limits.maxDepth });
    const root = parseTree(text, [], { disallowComments: !isLenient, allowTrailingComma: isLenient });
    if (root === undefined) throw notEditable("it is empty");
    this.#text = text;
    this.#root = root;
  }

  get result(): string {
    return applyEdits(this.#text, this.#edits);
  }

  /** A value by its path; of members that come twice the last, as it counts. */
  find(path: readonly (string | number)[]): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const step of path) {
      if (typeof step === "number") node = node && findNodeAtLocation(node, [step]);
      else node = memberOf(node, step)?.children?.[1];
    }
    return node;
  }

  /** Replaces a value by JSON text. */
  replace(node: Node, json: string): void {
    const old = this.#text.slice(node.offset, node.offset + node.length);
    if (old !== json) this.#edits.push({ start: node.offset, end: node.offset + node.length, text: json });
  }

  /** Sets a member that is a text; a new one comes behind the member `after`. Without a value it is taken out. */
  setText(
    object: Node,
    name: string,
    { value, after }: { readonly value: string | undefined; readonly after: string },
  ): void {
    const member = memberOf(object, name);
    const node = member?.children?.[1];
    if (value === undefined) {
      if (member !== undefined) this.#remove(object, member);
    } else if (node !== undefined) this.replace(node, JSON.stringify(value));
    else this.#insert(object, after, { name, json: JSON.stringify(value) });
  }

  /** Sets a member that is an object of texts, written as the members around it are; an empty one is taken out. */
  setTexts(
    object: Node,
    name: string,
    { pairs, after }: { readonly pairs: ReadonlyMap<string, string>; readonly after: string },
  ): void {
    const member = memberOf(object, name);
    const node = member?.children?.[1];
    if (pairs.size === 0) {
      if (member !== undefined) this.#remove(object, member);
      return;
    }
    const json = renderTexts(pairs, this.#gapOf(object), this.#indent());
    if (node === undefined) this.#insert(object, after, { name, json });
    else if (!hasTexts(node, pairs)) this.replace(node, json);
  }

  /** Sets texts in the object of that path; what is missing of it is made, at the end of what is there. */
  addTexts(path: readonly string[], pairs: ReadonlyMap<string, string>): void {
    let object = this.#root;
    for (const [place, name] of path.entries()) {
      const node = memberOf(object, name)?.children?.[1];
      if (node?.type !== "object") {
        if (node !== undefined) throw notEditable(`its "${name}" is no object`);
        this.#insertNested(object, path.slice(place), pairs);
        return;
      }
      object = node;
    }
    for (const [name, value] of pairs) this.setText(object, name, { value, after: "" });
  }

  /** Adds an item, given as JSON text, to a list behind its last one. */
  addItem(last: Node, json: string): void {
    const at = last.offset + last.length;
    this.#edits.push({ start: at, end: at, text: `, ${json}` });
  }

  /** Adds a member, given as JSON text, behind the last one whose name comes before it. */
  addSorted(object: Node, name: string, json: string): void {
    const members = object.children ?? [];
    const nameOf = ({ children }: Node): string => String(children?.[0]?.value);
    const before = members.findLast((member) => nameOf(member) < name);
    this.#insert(object, before === undefined ? "" : nameOf(before), { name, json });
  }

  #insertNested(
    object: Node,
    [name = "", ...inner]: readonly string[],
    pairs: ReadonlyMap<string, string>,
  ): void {
    const gap = this.#gapOf(object);
    const json = renderNested(inner, pairs, { gap, indent: this.#indent() });
    this.#insert(object, "", { name, json });
  }

  #insert(
    object: Node,
    after: string,
    { name, json }: { readonly name: string; readonly json: string },
  ): void {
    const members = object.children ?? [];
    const before = memberOf(object, after) ?? members.at(-1);
    const at = before === undefined ? object.offset + 1 : before.offset + before.length;
    const gap = this.#gapOf(object);
    const member = renderMember(name, json, gap);
    // An empty object has no gap to take after.
    const text = before === undefined ? ` ${member} ` : `,${gap}${member}`;
    this.#edits.push({ start: at, end: at, text });
  }

  #remove(object: Node, member: Node): void {
    const members = object.children ?? [];
    const index = members.indexOf(member);
    const [before, next] = [members[index - 1], members[index + 1]];
    const end = member.offset + member.length;
    if (before !== undefined) this.#edits.push({ start: before.offset + before.length, end, text: "" });
    else this.#edits.push({ start: member.offset, end: next?.offset ?? end, text: "" });
  }

  /** What stands before the object's members: a line's end and an indentation, a space, or nothing. */
  #gapOf(object: Node): string {
    const first = object.children?.[0];
    return first === undefined ? " " : this.#text.slice(object.offset + 1, first.offset);
  }

  #indent(): string {
    return /\r?\n([ \t]*)$/.exec(this.#gapOf(this.#root))?.[1] ?? "";
  }
}

/** The last member of that name. */
export function memberOf(object: Node | undefined, name: string): Node | undefined {
  return object?.type === "object"
    ? object.children?.findLast((member) => member.children?.[0]?.value === name)
    : undefined;
}

function hasTexts(object: Node, pairs: ReadonlyMap<string, string>): boolean {
  const members = object.children ?? [];
  return (
    members.length === pairs.size &&
    members.every(({ children }) => pairs.get(String(children?.[0]?.value)) === children?.[1]?.value)
  );
}

function renderNested(
  [name, ...inner]: readonly string[],
  pairs: ReadonlyMap<string, string>,
  { gap, indent }: { readonly gap: string; readonly indent: string },
): string {
  if (name === undefined) return renderTexts(pairs, gap, indent);
  if (!gap.includes("\n"))
    return `{ ${JSON.stringify(name)}: ${renderNested(inner, pairs, { gap, indent })} }`;
  const next = `${gap}${indent}`;
  return `{${next}${renderMember(name, renderNested(inner, pairs, { gap: next, indent }), next)}${gap}}`;
}

/** Without spaces where the members around it have none. */
function renderMember(name: string, json: string, gap: string): string {
  return `${JSON.stringify(name)}:${gap === "" ? "" : " "}${json}`;
}

function renderTexts(pairs: ReadonlyMap<string, string>, gap: string, indent: string): string {
  const members = [...pairs].map(([name, value]) => renderMember(name, JSON.stringify(value), gap));
  if (!gap.includes("\n")) return gap === "" ? `{${members.join(",")}}` : `{ ${members.join(", ")} }`;
  const inner = `${gap}${indent}`;
  return `{${inner}${members.join(`,${inner}`)}${gap}}`;
}
