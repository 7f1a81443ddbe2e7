import { variableFolders } from "./host.ts";
import type { SweepHost } from "./host.ts";

/** Where a file of an indicator would lie on a host. */
export type ExpectedPlace =
  /** At these paths; segments after the first one with a wildcard are matched folder by folder. */
  | { readonly kind: "anchored"; readonly paths: readonly string[] }
  /** Anywhere, as the last segments of a path. */
  | { readonly kind: "tail"; readonly segments: readonly string[] };

const variableForm = /^(?:(~)|\$\{?([A-Za-z_]\w*)\}?|%([A-Za-z_]\w*)%)(?:[/\\]|$)/;
const driveForm = /^[A-Za-z]:[/\\]/;

/** Works out where a path of an indicator leads on a host; `undefined` where it leads nowhere. */
export function expectPlace(path: string, host: SweepHost): ExpectedPlace | undefined {
  const slashed = path.replaceAll("\\", "/");
  const variable = variableForm.exec(path);
  if (variable !== null) {
    const rest = slashed.slice(variable[0].length).replace(/^\/+/, "");
    const folders = variableFolders(host, variable[1] ?? variable[2] ?? variable[3] ?? "");
    if (rest === "" || folders.length === 0) return undefined;
    return { kind: "anchored", paths: [...new Set(folders.map((folder) => `${folder}/${rest}`))] };
  }
  if (driveForm.test(path)) return { kind: "anchored", paths: [`${host.root}/${slashed.slice(3)}`] };
  if (slashed.startsWith("/")) return { kind: "anchored", paths: [`${host.root}${slashed}`] };
  const segments = slashed.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.length === 0 || segments.includes("..")) return undefined;
  return { kind: "tail", segments };
}

/** Whether a text has a wildcard. */
export function hasWildcard(text: string): boolean {
  return text.includes("*") || text.includes("?");
}

/** Matches one segment with `*` and `?`, without backtracking beyond the last star: linear in the product of both. */
export function matchesSegment(pattern: string, name: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let mark = 0;
  while (from < name.length) {
    const wanted = pattern[at];
    if (wanted === "*") {
      star = at;
      mark = from;
      at += 1;
    } else if (wanted !== undefined && (wanted === "?" || wanted === name[from])) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      mark += 1;
      from = mark;
      at = star + 1;
    } else return false;
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
