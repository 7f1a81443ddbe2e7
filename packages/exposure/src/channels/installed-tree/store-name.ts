/** A package as the name of a folder or file of a client's store tells it. */
export interface StoredName {
  readonly name: string;
  readonly version: string;
}

const version = String.raw`\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+][0-9A-Za-z.+-]{1,100})?`;
/** `axios@1.14.1`, `@scope+name@1.0.0_peer@2.0.0`, `@scope+name@1.0.0(peer@2.0.0)`: pnpm and Bun. */
const plusForm = new RegExp(`^((?:@[^+@/]{1,200}[+/])?[^+@/]{1,214})@(${version})(?=$|[_(@])`);
/** `axios-npm-1.14.1-0123456789`, `@scope-name-npm-1.0.0-0123456789-8`: Yarn 2 and later. */
const yarnForm = new RegExp(`^(.{1,214})-npm-(${version})-[0-9a-f]{8,10}(?:-[0-9a-z]{1,20})?$`);
/** `npm-axios-1.14.1-<sha1>-integrity`, `npm-@scope-name-1.0.0-<sha1>`: Yarn 1. */
const classicForm = new RegExp(`^npm-(.{1,214}?)-(${version})$`);
const classicEnding = /(?:-[0-9a-f]{40})?(?:-integrity)?$/;

/**
 * Reads the name of a folder in a store, or of an archive without its ending, where it is one of the names that are asked
 * about; `undefined` otherwise. Yarn writes a scope's slash as a hyphen, so that only names that are known can be read.
 */
export function readStoreName(text: string, names: ReadonlySet<string>): StoredName | undefined {
  if (text.length > maxLength) return undefined;
  const plus = plusForm.exec(text);
  if (plus !== null) return named((plus[1] ?? "").replace("+", "/"), plus[2] ?? "", names);
  const [, slug, found] = yarnForm.exec(text) ?? classicForm.exec(text.replace(classicEnding, "")) ?? [];
  if (slug === undefined || found === undefined) return undefined;
  return named(slug, found, names) ?? nameOfSlug(slug, found, names);
}

const maxLength = 600;

function named(name: string, found: string, names: ReadonlySet<string>): StoredName | undefined {
  return names.has(name) ? { name, version: found } : undefined;
}

/** Every hyphen of a scoped name may have been the slash. */
function nameOfSlug(slug: string, found: string, names: ReadonlySet<string>): StoredName | undefined {
  if (!slug.startsWith("@")) return undefined;
  for (let at = slug.indexOf("-"); at >= 0; at = slug.indexOf("-", at + 1)) {
    const name = `${slug.slice(0, at)}/${slug.slice(at + 1)}`;
    if (names.has(name)) return { name, version: found };
  }
  return undefined;
}
