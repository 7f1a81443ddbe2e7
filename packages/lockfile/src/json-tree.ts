import { visit } from "jsonc-parser";

import { badFormat, tooLarge } from "./errors.ts";

/** A value of a JSON document. Objects keep their members in a map, so that no name is special. */
export type JsonNode =
  | { readonly kind: "object"; readonly members: ReadonlyMap<string, JsonMember> }
  | { readonly kind: "array"; readonly items: readonly JsonNode[] }
  | { readonly kind: "scalar"; readonly value: string | number | boolean | null };

/** A member of an object with the line of its name, from 1. */
export interface JsonMember {
  readonly line: number;
  readonly node: JsonNode;
}

/** How a document is written and how deep it may be. */
export interface JsonForm {
  /** Whether comments and final commas are part of the language, as in `bun.lock`. */
  readonly isLenient: boolean;
  readonly maxDepth: number;
  /** Takes the names that come twice in one object, at most a hundred. */
  readonly duplicates?: { readonly name: string; readonly line: number }[];
}

const maxDuplicates = 100;
/** Twelve for each entry of the largest lockfile that is read; each takes about a hundred bytes. */
const maxValues = 6_000_000;

interface OpenObject {
  readonly kind: "object";
  readonly members: Map<string, JsonMember>;
  name: string;
  line: number;
}

interface OpenArray {
  readonly kind: "array";
  readonly items: JsonNode[];
}

/** Parses a JSON document; of a name that comes twice the last counts, as for `JSON.parse`. Throws `LockfileError`. */
export function parseJsonTree(text: string, { isLenient, maxDepth, duplicates }: JsonForm): JsonNode {
  const open: (OpenObject | OpenArray)[] = [];
  let root: JsonNode | undefined;
  let values = 0;

  function put(node: JsonNode): void {
    values += 1;
    if (values > maxValues) throw tooLarge(`${String(maxValues)} values`);
    const parent = open.at(-1);
    if (parent === undefined) root = node;
    else if (parent.kind === "array") parent.items.push(node);
    else {
      const { members, name, line } = parent;
      if (duplicates !== undefined && duplicates.length < maxDuplicates && members.has(name))
        duplicates.push({ name, line });
      members.set(name, { line, node });
    }
  }
  function begin(container: OpenObject | OpenArray): void {
    if (open.length >= maxDepth) throw tooLarge(`${String(maxDepth)} levels of nesting`);
    put(container);
    open.push(container);
  }

  visit(
    text,
    {
      onObjectBegin: () => begin({ kind: "object", members: new Map(), name: "", line: 1 }),
      onObjectEnd: () => void open.pop(),
      onArrayBegin: () => begin({ kind: "array", items: [] }),
      onArrayEnd: () => void open.pop(),
      onObjectProperty: (name, _offset, _length, line) => {
        const parent = open.at(-1);
        if (parent?.kind === "object") Object.assign(parent, { name, line: line + 1 });
      },
      onLiteralValue: (value: unknown) => put({ kind: "scalar", value: scalarOf(value) }),
      onError: (_error, _offset, _length, line) => {
        throw badFormat("it is not valid JSON", line + 1);
      },
    },
    { disallowComments: !isLenient, allowTrailingComma: isLenient },
  );
  if (root === undefined) throw badFormat("it is empty");
  return root;
}

function scalarOf(value: unknown): string | number | boolean | null {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

/** The members of an object; none for anything else. */
export function membersOf(node: JsonNode | undefined): ReadonlyMap<string, JsonMember> {
  return node?.kind === "object" ? node.members : noMembers;
}

const noMembers: ReadonlyMap<string, JsonMember> = new Map();

/** A member of an object, or `undefined`. */
export function memberOf(node: JsonNode | undefined, name: string): JsonNode | undefined {
  return membersOf(node).get(name)?.node;
}

/** A member that is a text, or `undefined`. */
export function textOf(node: JsonNode | undefined, name: string): string | undefined {
  return asText(memberOf(node, name));
}

/** The node's text, or `undefined` when it is none. */
export function asText(node: JsonNode | undefined): string | undefined {
  return node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
}

/** Whether a member is `true`. */
export function isSet(node: JsonNode | undefined, name: string): boolean {
  const member = memberOf(node, name);
  return member?.kind === "scalar" && member.value === true;
}
