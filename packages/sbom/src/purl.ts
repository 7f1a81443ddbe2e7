import { PackageURL } from "packageurl-js";

/** A package URL (https://github.com/package-url/purl-spec), as far as packages of npm need it. */
export interface Purl {
  /** Lower case, such as `npm` or `pypi`. */
  readonly type: string;
  /** As written, scope included: the letters of npm's older names matter, whatever the specification says. */
  readonly name: string;
  /** As written; `undefined` where there is none. */
  readonly version: string | undefined;
  readonly qualifiers: ReadonlyMap<string, string>;
}

const maxCharacters = 4096;
const { namespace, name, version, qualifiers } = PackageURL.Component;

/** Parses a package URL, or answers `undefined` for a text that is none. */
export function tryParsePurl(text: string): Purl | undefined {
  if (text.length > maxCharacters) return undefined;
  try {
    // Checked and put right by the first, which lowers letters; taken as written from the second.
    const checked = PackageURL.fromString(text);
    const [, space, bare, written] = PackageURL.parseString(text);
    if (bare === undefined) return undefined;
    return {
      type: checked.type,
      name: space === undefined || space === "" ? bare : `${space}/${bare}`,
      version: written,
      qualifiers: new Map(Object.entries(checked.qualifiers ?? {})),
    };
  } catch {
    // Every failure of the parser says the same: this text is no package URL.
    return undefined;
  }
}

/** What a package URL of npm is made of. */
export interface NpmPurlParts {
  readonly name: string;
  /** Empty where none is known. */
  readonly version: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
}

/** The package URL of a package of npm, with the letters of its name as the registry spells them. */
export function renderNpmPurl(parts: NpmPurlParts): string {
  const whole = toText(parts.name);
  const slash = whole.startsWith("@") ? whole.indexOf("/") : -1;
  const scope = slash < 0 ? "" : `${namespace.encode(whole.slice(0, slash))}/`;
  const bare = name.encode(whole.slice(slash + 1));
  const at = parts.version === "" ? "" : `@${version.encode(toText(parts.version))}`;
  const rest = parts.qualifiers === undefined ? "" : `?${qualifiers.encode(parts.qualifiers)}`;
  return `pkg:npm/${scope}${bare}${at}${rest}`;
}

/** Halves of surrogate pairs are replaced, which no URL can hold. */
function toText(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}
