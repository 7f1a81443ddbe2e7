const hosted =
  /^(?:(?:git\+)?(?:https?|ssh|git):\/\/(?:git@)?|git@)?(github\.com|gitlab\.com)[/:]([A-Za-z0-9][\w.-]{0,98})\/([A-Za-z0-9][\w.-]{0,98})\/?(?:[#?].{0,200})?$/i;

/**
 * Where a project tells of its releases, by the repository that its package states: a claim, and only of two hosts whose
 * addresses are known. `undefined` for any other.
 */
export function tryReleasePage(repository: string | undefined): string | undefined {
  const [, host = "", owner = "", name = ""] = hosted.exec(repository?.slice(0, 500) ?? "") ?? [];
  if (host === "") return undefined;
  const project = `https://${host.toLowerCase()}/${owner}/${name.replace(/\.git$/i, "")}`;
  return host.toLowerCase() === "github.com" ? `${project}/releases` : `${project}/-/releases`;
}
