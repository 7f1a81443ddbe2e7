import { CoreError } from "./errors.ts";
import { limits } from "./limits.ts";

declare const brand: unique symbol;
type Branded<Kind extends string> = string & { readonly [brand]: Kind };

/** A package's name, byte for byte as the registry spells it: `axios`, `@scope/name`. */
export type PackageName = Branded<"PackageName">;
/** An exact version in SemVer 2.0.0 form: `1.14.0`, `2.0.0-rc.1`. */
export type Version = Branded<"Version">;

// Names that today's npm refuses (upper case, leading dashes) exist and must stay nameable, so only what
// could leave a path segment or a header is excluded.
const nameSegment = /^[A-Za-z0-9!'()*._~$&+,;=:-]+$/;
const semver =
  /^(?:0|[1-9]\d{0,15})\.(?:0|[1-9]\d{0,15})\.(?:0|[1-9]\d{0,15})(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

function isNameSegment(text: string): boolean {
  return nameSegment.test(text) && text !== "." && text !== "..";
}

/** Parses a package name, or answers `undefined` for a text that is none. */
export function tryParsePackageName(text: string): PackageName | undefined {
  if (text.length === 0 || text.length > limits.nameMaxCharacters) return undefined;
  if (!text.startsWith("@")) {
    return isNameSegment(text) && text !== "-" && text !== "node_modules" ? (text as PackageName) : undefined;
  }
  const slash = text.indexOf("/");
  if (slash < 2) return undefined;
  const isScoped = isNameSegment(text.slice(1, slash)) && isNameSegment(text.slice(slash + 1));
  return isScoped ? (text as PackageName) : undefined;
}

/** Parses a package name. Throws `CORE_BAD_NAME`. */
export function parsePackageName(text: string): PackageName {
  const name = tryParsePackageName(text);
  if (name !== undefined) return name;
  throw new CoreError("CORE_BAD_NAME", {
    message: `Cannot use ${JSON.stringify(text.slice(0, 80))} as a package name`,
    hint: 'Names look like "axios" or "@scope/name".',
  });
}

/** Parses an exact SemVer 2.0.0 version, or answers `undefined`. */
export function tryParseVersion(text: string): Version | undefined {
  return text.length <= limits.versionMaxCharacters && semver.test(text) ? (text as Version) : undefined;
}

/** Parses an exact version. Throws `CORE_BAD_VERSION`. */
export function parseVersion(text: string): Version {
  const version = tryParseVersion(text);
  if (version !== undefined) return version;
  throw new CoreError("CORE_BAD_VERSION", {
    message: `Cannot use ${JSON.stringify(text.slice(0, 80))} as an exact version`,
    hint: 'Exact versions look like "1.14.0".',
  });
}

/** The scope of a name with its `@`, or `undefined` for an unscoped name. */
export function scopeOf(name: PackageName): string | undefined {
  return name.startsWith("@") ? name.slice(0, name.indexOf("/")) : undefined;
}

/** A name with whatever followed it, as a person types it on a command line. */
export interface PackageSpec {
  readonly name: PackageName;
  /** A version, range or tag; `undefined` when only the name was given. */
  readonly selector: string | undefined;
}

/** Splits `name[@selector]`. Throws `CORE_BAD_NAME`. */
export function parsePackageSpec(text: string): PackageSpec {
  const at = text.indexOf("@", 1);
  if (at < 0) return { name: parsePackageName(text), selector: undefined };
  const selector = text.slice(at + 1);
  return { name: parsePackageName(text.slice(0, at)), selector: selector === "" ? undefined : selector };
}
