import type { LockedPackageKind } from "./locked-package.ts";

/** A name and what follows its `@`. */
export interface NamedSpec {
  readonly name: string;
  /** Empty when nothing follows. */
  readonly spec: string;
}

const maxSpecCharacters = 4096;
const repositoryProtocol = /^(?:git\+|git:|ssh:|git@|github:|gitlab:|bitbucket:|gist:)/;
const diskPath = /^(?:file:|link:|portal:|\.{0,2}[/\\]|~[/\\]|[A-Za-z]:[/\\])/;
const repositoryInUrl = /\.git(?:#|$)|#(?:.{0,500}&)?commit=/;
// Hosts that hand out a commit as an archive: no registry chose it, and its bytes need not stay the same.
const repositoryArchive =
  /^https?:\/\/(?:codeload\.github\.com\/|bitbucket\.org\/[^/]{1,200}\/[^/]{1,200}\/get\/|gitlab\.com\/(?:api\/v4\/projects\/|.{1,300}\/repository\/archive|.{1,300}\/-\/archive\/))/;

/** Splits `name@spec`; the `@` of a scope does not count. */
export function splitSpec(text: string): NamedSpec {
  const at = text.indexOf("@", 1);
  return at < 0 ? { name: text, spec: "" } : { name: text.slice(0, at), spec: text.slice(at + 1) };
}

/** Follows an alias, `alias@npm:name@range`, to the package it stands for. */
export function followAlias({ name, spec }: NamedSpec): NamedSpec {
  if (!spec.startsWith("npm:")) return { name, spec };
  const target = spec.slice("npm:".length);
  // `name@npm:^1.0.0` is Yarn's way to write a plain range.
  const isNamed = target.indexOf("@", 1) > 0 || /^(?:@[^/]+\/)?[a-z_-][^/@ |]*$/i.test(target);
  return isNamed && !/^v?\d|^[~^<>=*]/.test(target) ? splitSpec(target) : { name, spec: target };
}

/** Says where a client takes a dependency from that is asked for in this way. */
export function kindOfSpec(text: string): LockedPackageKind {
  // No address is that long; the expressions below would take their time with one.
  const spec = text.slice(0, maxSpecCharacters);
  if (spec.startsWith("workspace:")) return "workspace";
  if (spec.startsWith("npm:")) return "registry";
  if (diskPath.test(spec)) return "file";
  if (repositoryProtocol.test(spec)) return "git";
  if (/^https?:/i.test(spec)) {
    return repositoryInUrl.test(spec) || repositoryArchive.test(spec) ? "git" : "tarball";
  }
  if (spec.startsWith("runtime:")) return "tarball";
  // `user/repository`, the short form of GitHub.
  return /^[^@\s/]+\/[^\s/]+$/.test(spec) ? "git" : "registry";
}
