const hostOfShorthand: ReadonlyMap<string, string> = new Map([
  ["github", "github.com"],
  ["gist", "gist.github.com"],
  ["gitlab", "gitlab.com"],
  ["bitbucket", "bitbucket.org"],
]);
const protocols: ReadonlySet<string> = new Set(["https:", "ssh:", "git+https:", "git+ssh:"]);
const repositoryShorthand = /^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+(?:#.*)?$/;
const secureShellForm = /^[A-Za-z0-9._-]+@([A-Za-z0-9.-]+):[^:]*$/;
// Security: readers of URLs disagree about "%", "\\", space and what is not ASCII, so a text with one is given no host.
const plain = /^[\u0021-\u0024\u0026-\u005B\u005D-\u007E]*$/;

/**
 * The host a dependency that is no registry package comes from over an authenticated channel,
 * or `undefined` for a local path, for plain `http:` and `git:`, and for what cannot be read without doubt.
 * Spellings: the page `package-spec` of npm's documentation.
 */
export function tryParseExoticHost(spec: string): string | undefined {
  const [source = ""] = spec.split("#", 1);
  if (source.length > 2048 || !plain.test(source)) return undefined;
  if (repositoryShorthand.test(source)) return source.startsWith(".") ? undefined : "github.com";
  const secureShell = secureShellForm.exec(source)?.[1];
  if (secureShell !== undefined) return secureShell.toLowerCase();
  const colon = source.indexOf(":");
  const protocol = source.slice(0, colon + 1).toLowerCase();
  if (protocols.has(protocol)) return tryParseAuthorityHost(source.slice(colon + 1));
  return hostOfShorthand.get(protocol.slice(0, -1));
}

function tryParseAuthorityHost(rest: string): string | undefined {
  if (!rest.startsWith("//") || rest.split("/", 3)[2]?.split("@").length === 3) return undefined;
  // The scheme only selects the parser's rules for hosts.
  const text = `https:${rest}`;
  return URL.canParse(text) ? new URL(text).hostname : undefined;
}
