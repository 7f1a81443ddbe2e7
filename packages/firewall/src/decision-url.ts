/**
 * What a person is pointed to for the reason. In a run it is the command: the firewall may be gone when the person reads
 * it.
 */
export function whereToRead(
  { origin, isRun }: { readonly origin: string; readonly isRun: boolean },
  name: string,
  version?: string,
): string {
  if (!isRun) return decisionUrl(origin, name, version);
  return `npx --no lockkeeper explain ${quote(version === undefined ? name : `${name}@${version}`)}`;
}

/** Names may hold characters to which a shell gives a meaning, and people copy such lines. */
function quote(text: string): string {
  return /^[A-Za-z0-9@/._+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Where a person reads why a version, or the versions of a package, were decided as they were. */
export function decisionUrl(origin: string, name: string, version?: string): string {
  const path = `${origin}/-/lockkeeper/decision/${name.replace("/", "%2f")}`;
  return version === undefined ? path : `${path}/${encodeURIComponent(version)}`;
}
