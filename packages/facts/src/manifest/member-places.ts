import type { MemberPlace } from "../package-facts.ts";
import { decodeName, jsonTokens } from "./json-tokens.ts";

/** Members of the manifest whose own members findings point at. */
const groups: ReadonlySet<string> = new Set([
  "scripts",
  "dependencies",
  "optionalDependencies",
  "peerDependencies",
  "devDependencies",
  "bin",
]);
const placeMaxCount = 5_000;
const depthMax = 200;

/**
 * Finds where members of a manifest stand: those of its root, and one level deeper those that findings point at. Of a
 * name that occurs twice it is the last one, which counts. The text must be valid JSON: it is only looked through.
 */
export function findMemberPlaces(text: string): readonly MemberPlace[] {
  const found = new Map<string, number>();
  const open: string[] = [];
  for (const match of text.matchAll(jsonTokens)) {
    const [token] = match;
    if (token === "{" || token === "[") {
      if (open.length >= depthMax || found.size >= placeMaxCount) break;
      open.push("");
    } else if (token === "}" || token === "]") open.pop();
    else if (token.endsWith(":") && open.length > 0) {
      open[open.length - 1] = decodeName(token);
      if (isKept(open)) found.set(open.join("."), match.index);
    }
  }
  return locate(text, found);
}

function isKept([group = "", ...deeper]: readonly string[]): boolean {
  return deeper.length === 0 || (deeper.length === 1 && groups.has(group));
}

/** Columns count UTF-16 units, as SARIF and editors do. */
function locate(text: string, found: ReadonlyMap<string, number>): readonly MemberPlace[] {
  const sorted = [...found].toSorted(([, left], [, right]) => left - right);
  let line = 1;
  let start = 0;
  return sorted.map(([member, offset]) => {
    for (let end = text.indexOf("\n", start); end >= 0 && end < offset; end = text.indexOf("\n", start)) {
      line += 1;
      start = end + 1;
    }
    return { member, line, column: offset - start + 1 };
  });
}
