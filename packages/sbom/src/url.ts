/** Where bytes come from, without what may be a secret: user, password and query. `undefined` for paths and nonsense. */
export function cleanUrl(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 4096 || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return undefined;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!/^(?:https?|git|ssh|git\+(?:https?|ssh|file))$/.test(url.protocol.slice(0, -1))) return undefined;
  url.username = "";
  url.password = "";
  url.search = "";
  // Of a repository it is the commit; of a tarball a hash that stands elsewhere.
  if (/^https?:$/.test(url.protocol)) url.hash = "";
  return url.href;
}
