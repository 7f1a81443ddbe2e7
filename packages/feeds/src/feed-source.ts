/** How a source on the network is reached. */
export interface FeedAccess {
  /** Sent as a bearer token, to the source's own origin only. */
  readonly token?: string;
  /** A certificate authority in PEM form that is trusted besides the usual ones. */
  readonly ca?: string;
}

/** What every source has. */
interface FeedSourceBase {
  /** Lower-case letters, digits and dashes; the name that matches give as their source. */
  readonly id: string;
  readonly isEnabled: boolean;
  /** How often a running server that updates by itself asks the source; milliseconds. */
  readonly intervalMs: number;
}

/** A database in OSV's own layout: `<base>/npm/all.zip`, `<base>/npm/modified_id.csv`, `<base>/npm/<id>.json`. */
export interface OsvFeedSource extends FeedSourceBase, FeedAccess {
  readonly kind: "osv";
  /** Without a final slash. */
  readonly base: string;
}

/** One file of OSV records: a zip, or JSON lines, plain or compressed. */
export interface ArchiveFeedSource extends FeedSourceBase, FeedAccess {
  readonly kind: "archive";
  readonly url: string;
  /** Where the SHA-256 of the file stands, as `sha256sum` writes it. */
  readonly checksumUrl?: string;
}

/** A folder or file of OSV records on this machine. */
export interface FolderFeedSource extends FeedSourceBase {
  readonly kind: "folder";
  readonly path: string;
}

/** Where advisories come from. */
export type FeedSource = OsvFeedSource | ArchiveFeedSource | FolderFeedSource;

const hourMs = 3_600_000;
const leitwachtFile = "https://github.com/leitwacht/malicious-packages/releases/download/db-latest/all.zip";

/**
 * The public sources: OSV's export, which holds GitHub's advisories and the OpenSSF's malicious packages, and
 * Leitwacht's own finds. Addresses are those that the projects document.
 */
export const defaultFeedSources: readonly FeedSource[] = [
  {
    id: "osv",
    kind: "osv",
    isEnabled: true,
    intervalMs: hourMs,
    base: "https://storage.googleapis.com/osv-vulnerabilities",
  },
  {
    id: "leitwacht",
    kind: "archive",
    isEnabled: true,
    intervalMs: hourMs,
    url: leitwachtFile,
    checksumUrl: `${leitwachtFile}.sha256`,
  },
];

/** Where a source's records come from, as it is shown. */
export function placeOf(source: FeedSource): string {
  if (source.kind === "osv") return source.base;
  return source.kind === "archive" ? source.url : source.path;
}
