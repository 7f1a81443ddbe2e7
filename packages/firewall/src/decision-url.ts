/** Where a person reads why a version, or the versions of a package, were decided as they were. */
export function decisionUrl(origin: string, name: string, version?: string): string {
  const path = `${origin}/-/lockkeeper/decision/${name.replace("/", "%2f")}`;
  return version === undefined ? path : `${path}/${encodeURIComponent(version)}`;
}
