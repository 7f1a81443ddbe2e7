/** `npm:` is an alias within the registry; the other two are resolved before anything is fetched. */
const registrySchemes: ReadonlySet<string> = new Set(["npm", "workspace", "catalog"]);
const scheme = /^([a-z][a-z0-9+.-]*):/i;
const archive = /\.(?:tgz|tar|tar\.gz)$/i;
const scpForm = /^[^@\s]+@[^:\s]+:/;

/**
 * Whether a dependency's specification leads outside a registry: git, `user/repo`, a URL, a file or a link.
 * Whatever is no version range, tag or alias counts as outside, since clients read new forms sooner than we do.
 */
export function isExoticSpec(spec: string): boolean {
  const text = spec.trim();
  const kind = scheme.exec(text)?.[1]?.toLowerCase();
  if (kind === "npm") return isExoticAlias(text.slice(4));
  if (kind !== undefined) return !registrySchemes.has(kind);
  return /[/\\]|^\.{1,2}$/.test(text) || archive.test(text) || scpForm.test(text);
}

function isExoticAlias(target: string): boolean {
  const at = target.indexOf("@", 1);
  return at > 0 && isExoticSpec(target.slice(at + 1));
}
