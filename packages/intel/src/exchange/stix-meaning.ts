import type { CampaignIndicator, CampaignIndicatorDocument, HashAlgorithm } from "../campaign-indicator.ts";
import type { StixComparison } from "./stix-pattern.ts";
import { registryHives, stixHashNames, stixPaths } from "./stix-words.ts";

/** What a group of comparisons means to us: an indicator's kind and value with its extras, or a version of a package. */
export type StixMeaning =
  | { readonly kind: "indicator"; readonly indicator: Omit<CampaignIndicatorDocument, "meaning" | "source"> }
  | { readonly kind: "package"; readonly name: string; readonly version: string | undefined };

const kindByPath: ReadonlyMap<string, CampaignIndicator["kind"]> = new Map([
  ...[...stixPaths].map(([kind, path]) => [path, kind] as const),
  ["ipv4-addr:value", "address"],
  ["ipv6-addr:value", "address"],
  ["process:name", "process-name"],
  ["network-traffic:dst_port", "port"],
]);

/** What comparisons that hold together mean to us. Throws a `RangeError` where they mean nothing that we know. */
export function toMeaning(comparisons: readonly StixComparison[]): StixMeaning {
  const byPath = new Map(comparisons.map((each) => [each.path, each]));
  if (byPath.size < comparisons.length) throw new RangeError("the pattern compares one thing twice");
  const [first] = comparisons;
  if (first === undefined) throw new RangeError("the pattern compares nothing");
  const kind = byPath.size === 1 ? kindByPath.get(first.path) : undefined;
  if (kind !== undefined) return meaningOf({ kind, value: plainValue(first, kind) });
  return (
    packageOf(byPath) ??
    hashOf(byPath) ??
    registryOf(byPath) ??
    accountOf(byPath) ??
    fileOf(byPath) ??
    unknown(first)
  );
}

type ByPath = ReadonlyMap<string, StixComparison>;

function meaningOf(document: Omit<CampaignIndicatorDocument, "meaning" | "source">): StixMeaning {
  return { kind: "indicator", indicator: document };
}

function unknown({ path }: StixComparison): never {
  throw new RangeError(`nothing is known to look for by ${path.slice(0, 80)} in this combination`);
}

function plainValue(comparison: StixComparison, kind: CampaignIndicator["kind"]): string {
  const text = patternText(comparison);
  return kind === "command-line" && comparison.operator === "LIKE" ? text.replaceAll(/^\*|\*$/g, "") : text;
}

/** `%` of LIKE is our `*`; a text that holds one itself means something else with `=`. */
function patternText({ operator, value }: StixComparison): string {
  const text = String(value);
  return operator === "LIKE" ? text.replaceAll("%", "*") : text;
}

function textAt(byPath: ByPath, path: string): string | undefined {
  const comparison = byPath.get(path);
  return comparison === undefined ? undefined : patternText(comparison);
}

function packageOf(byPath: ByPath): StixMeaning | undefined {
  const name = textAt(byPath, "software:name");
  if (name === undefined) return undefined;
  const others = [...byPath.keys()].filter((path) => !path.startsWith("software:"));
  return others.length > 0
    ? undefined
    : { kind: "package", name, version: textAt(byPath, "software:version") };
}

const hashPath = /^file:hashes\.'?(MD5|SHA-?1|SHA-?256|SHA-?512)'?$/i;

function hashOf(byPath: ByPath): StixMeaning | undefined {
  const path = [...byPath.keys()].find((each) => each.startsWith("file:hashes."));
  if (path === undefined) return undefined;
  const word = hashPath.exec(path)?.[1]?.toLowerCase().replace("-", "");
  const algorithm = (Object.keys(stixHashNames) as HashAlgorithm[]).find((each) => each === word); // Keys of a constant of ours.
  if (algorithm === undefined) throw new RangeError(`hashes by ${path.slice(0, 60)} are not taken`);
  const value = textAt(byPath, path)?.toLowerCase() ?? "";
  const fileName = textAt(byPath, "file:name");
  return meaningOf({ kind: "file-hash", value, algorithm, ...(fileName === undefined ? {} : { fileName }) });
}

function registryOf(byPath: ByPath): StixMeaning | undefined {
  const key = textAt(byPath, "windows-registry-key:key");
  if (key === undefined) return undefined;
  const hive = registryHives.find(([, full]) => key.toUpperCase().startsWith(`${full}\\`));
  const value = hive === undefined ? key : hive[0] + key.slice(hive[1].length);
  const valueName = textAt(byPath, "windows-registry-key:values[*].name");
  const extras = valueName === undefined ? {} : { valueName };
  return meaningOf({ kind: "registry-key", platform: "win32", value, ...extras });
}

function accountOf(byPath: ByPath): StixMeaning | undefined {
  const value = textAt(byPath, "user-account:account_login");
  if (value === undefined) return undefined;
  const service = textAt(byPath, "user-account:account_type") === "github" ? "github" : "npm";
  return meaningOf({ kind: "account", value, service });
}

const installedPath = /^node_modules\/((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/;
const rootedPath = /^(?:\/|~\/|\$|[A-Za-z]:\\|%)/;

function fileOf(byPath: ByPath): StixMeaning | undefined {
  const name = textAt(byPath, "file:name");
  if (name === undefined) return undefined;
  const folder = textAt(byPath, "file:parent_directory_ref.path");
  if (folder === undefined) return meaningOf({ kind: "package-file", value: name });
  const installed = installedPath.exec(folder);
  if (installed?.[1] !== undefined) {
    const value = installed[2] === undefined ? name : `${installed[2]}/${name}`;
    return meaningOf({ kind: "package-file", value, package: installed[1] });
  }
  const path = joinPath(folder, name);
  if (rootedPath.test(path)) return meaningOf({ kind: "file-path", value: path });
  return meaningOf({ kind: path.startsWith(".github/") ? "workflow-file" : "project-file", value: path });
}

function joinPath(folder: string, name: string): string {
  if (folder === "/") return `/${name}`;
  return `${folder}${folder.includes("\\") || folder.startsWith("%") ? "\\" : "/"}${name}`;
}
