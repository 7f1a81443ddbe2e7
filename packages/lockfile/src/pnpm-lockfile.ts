import { kindOfSpec, splitSpec } from "./dependency-spec.ts";
import type { NamedSpec } from "./dependency-spec.ts";
import { badFormat } from "./errors.ts";
import type { LockedPackage, LockedPackageKind, LockfileLimits } from "./locked-package.ts";
import { PackageList } from "./package-list.ts";
import { entriesOf, fieldOf, parseYamlDocuments, textFieldOf } from "./yaml-documents.ts";
import type { YamlDocument } from "./yaml-documents.ts";

/** Reads `pnpm-lock.yaml` of versions 5 to 9; the file may hold a document for pnpm's own tools before the project's. */
export function parsePnpmLockfile(text: string, limits: LockfileLimits): readonly LockedPackage[] {
  const list = new PackageList(limits);
  const documents = parseYamlDocuments(text, { maxDepth: limits.maxDepth, section: "packages" });
  for (const document of documents) addDocument(document, list);
  return list.packages;
}

function addDocument({ value, lines }: YamlDocument, list: PackageList): void {
  // An empty document separates nothing.
  if (value === null || value === undefined) return;
  if (textFieldOf(value, "lockfileVersion") === undefined) throw badFormat("it has no lockfileVersion");
  const packages = fieldOf(value, "packages") ?? {};
  if (typeof packages !== "object" || Array.isArray(packages)) throw badFormat("packages is no object");
  for (const [key, entry] of entriesOf(packages)) {
    const line = lines.get(key) ?? 1;
    if (typeof entry !== "object" || entry === null) throw badFormat("an entry is no object", line);
    list.add(fromPnpmEntry(key, entry, line));
  }
}

/** What an entry of `packages` pins. */
export function fromPnpmEntry(key: string, entry: object, line: number): LockedPackage {
  const { name, spec } = parseKey(key);
  const resolution = fieldOf(entry, "resolution");
  const kind = kindOfEntry(spec, resolution);
  return {
    name: textFieldOf(entry, "name") ?? name,
    version: textFieldOf(entry, "version") ?? /^(?:runtime:)?(\d.*)/.exec(spec)?.[1] ?? "",
    resolved: addressOf(resolution),
    integrity: textFieldOf(resolution, "integrity"),
    line,
    kind,
  };
}

/**
 * Splits the key of an entry: `name@1.0.0`, `name@https://…` (9), `/name@1.0.0(peer@1.0.0)` (6),
 * `/name/1.0.0_peer@1.0.0` (5), `host/name/1.0.0` (5, for a registry that is not the default).
 */
function parseKey(key: string): NamedSpec {
  const path = key.startsWith("/") ? key.slice(1) : key;
  const slash = path.indexOf("/", path.startsWith("@") ? path.indexOf("/") + 1 : 0);
  const at = path.indexOf("@", 1);
  const isByPath = slash > 0 && (at < 0 || slash < at);
  if (!isByPath) return withoutPeers(splitSpec(path));
  if (key.startsWith("/")) return withoutPeers({ name: path.slice(0, slash), spec: path.slice(slash + 1) });
  const [, name = path, spec = ""] = /^[^/]+\/((?:@[^/]+\/)?[^/]+)\/([^/]+)$/.exec(path) ?? [];
  return withoutPeers({ name, spec });
}

/** Cuts the peers off a version; in a URL or path the characters may mean something else. */
function withoutPeers({ name, spec }: NamedSpec): NamedSpec {
  const version = /^(?:runtime:)?\d[^_(]*/.exec(spec)?.[0];
  return { name, spec: version ?? spec };
}

function kindOfEntry(spec: string, resolution: unknown): LockedPackageKind {
  const type = textFieldOf(resolution, "type");
  if (type === "git" || textFieldOf(resolution, "gitHosted") === "true") return "git";
  if (type === "directory") return "file";
  const tarball = textFieldOf(resolution, "tarball") ?? "";
  if (tarball.startsWith("file:")) return "file";
  // Before version 9 the key of a repository's archive has neither protocol nor version.
  const isVersion = /^\d/.test(spec);
  return isVersion ? "registry" : kindOfSpec(spec === "" || !spec.includes(":") ? tarball : spec);
}

function addressOf(resolution: unknown): string | undefined {
  const commit = textFieldOf(resolution, "commit");
  const repository = textFieldOf(resolution, "repo");
  if (repository !== undefined) return commit === undefined ? repository : `${repository}#${commit}`;
  return (
    textFieldOf(resolution, "tarball") ??
    textFieldOf(resolution, "url") ??
    textFieldOf(resolution, "directory")
  );
}
