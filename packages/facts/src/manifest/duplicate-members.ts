import { decodeName, jsonTokens } from "./json-tokens.ts";

/** Where a name occurs twice in one object. */
export interface DuplicateMember {
  /** The names from the root to it, such as `scripts.postinstall`. */
  readonly path: string;
}

const foundMax = 20;
const depthMax = 200;

interface OpenContainer {
  /** Names seen so far; `undefined` in an array. */
  readonly names: Set<string> | undefined;
  name: string;
}

/**
 * Finds names that occur twice in one object of a JSON text, of which parsers keep one or the other. The text must be
 * valid JSON: it is only looked through.
 */
export function findDuplicateMembers(text: string): readonly DuplicateMember[] {
  const found: DuplicateMember[] = [];
  const open: OpenContainer[] = [];
  for (const match of text.matchAll(jsonTokens)) {
    const [token] = match;
    if (token === "{" || token === "[") {
      if (open.length >= depthMax) return found;
      open.push({ names: token === "{" ? new Set() : undefined, name: "" });
    } else if (token === "}" || token === "]") open.pop();
    else if (token.endsWith(":") && isSecond(token, open.at(-1))) {
      found.push({ path: open.map(({ name }) => name).join(".") });
    }
    if (found.length >= foundMax) return found;
  }
  return found;
}

/** Takes note of a name, and says whether it was there before. */
function isSecond(token: string, parent: OpenContainer | undefined): boolean {
  if (parent?.names === undefined) return false;
  parent.name = decodeName(token);
  const isKnown = parent.names.has(parent.name);
  parent.names.add(parent.name);
  return isKnown;
}
