import { kindOfSpec, splitSpec } from "./dependency-spec.ts";
import { badFormat } from "./errors.ts";
import { asText, isSet, memberOf, parseJsonTree } from "./json-tree.ts";
import type { JsonMember } from "./json-tree.ts";
import type { LockedPackage, LockedPackageKind, LockfileLimits } from "./locked-package.ts";
import { PackageList } from "./package-list.ts";

/** Reads `bun.lock`: each package is a list that begins with `name@version` or `name@source`. */
export function parseBunLockfile(text: string, limits: LockfileLimits): readonly LockedPackage[] {
  const root = parseJsonTree(text, { isLenient: true, maxDepth: limits.maxDepth });
  if (memberOf(root, "lockfileVersion") === undefined) throw badFormat("it has no lockfileVersion");
  const packages = memberOf(root, "packages");
  if (packages === undefined) return [];
  if (packages.kind !== "object") throw badFormat("packages is no object");
  const list = new PackageList(limits);
  for (const member of packages.members.values()) list.add(fromBunEntry(member));
  return list.packages;
}

/** What an entry of `packages` pins. Throws `LOCKFILE_BAD_FORMAT` for what is no entry. */
export function fromBunEntry({ node, line }: JsonMember): LockedPackage {
  const items = node.kind === "array" ? node.items : [];
  const id = asText(items[0]);
  if (id === undefined) throw badFormat("an entry is no list that begins with a name", line);
  const { name, spec } = splitSpec(id);
  const kind = kindOfBunSpec(spec);
  const texts = items.slice(1).map(asText);
  const integrity = texts.find((text) => text !== undefined && /^sha\d+-/.test(text));
  const common = { name, integrity, line };
  if (kind !== "registry") return { ...common, version: "", resolved: spec, kind };
  // The empty text stands for the default registry.
  const resolved = texts[0] === "" ? undefined : texts[0];
  const isBundled = items.some((item) => isSet(item, "bundled"));
  return { ...common, version: spec, resolved, kind: isBundled ? "bundled" : "registry" };
}

function kindOfBunSpec(spec: string): LockedPackageKind {
  if (spec.startsWith("root:")) return "workspace";
  return kindOfSpec(spec);
}
