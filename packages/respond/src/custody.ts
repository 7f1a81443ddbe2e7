import { renderInstant, renderJsonDocument } from "@lockkeeper/core";

/** A file of an incident's folder as it was when it was written. */
export interface CustodyFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  /** Where it was copied from; `undefined` for what the response wrote itself. */
  readonly from: string | undefined;
  /** When it was taken or written, in milliseconds since the epoch. */
  readonly at: number;
}

/** Who keeps what since when. */
export interface CustodyInput {
  readonly caseId: string;
  readonly toolVersion: string;
  readonly at: number;
  /** The hash of the journal's last entry. */
  readonly journalHead: string;
  readonly files: readonly CustodyFile[];
}

/** Renders the manifest of an incident's folder. */
export function renderCustodyManifest({ caseId, toolVersion, at, journalHead, files }: CustodyInput): string {
  return renderJsonDocument({
    schema: 1,
    incident: caseId,
    tool: `Lockkeeper ${toolVersion}`,
    at: renderInstant(at),
    journalHead,
    files: files.toSorted(byPath).map((file) => ({
      path: file.path,
      sha256: file.sha256,
      size: file.size,
      from: file.from ?? null,
      at: renderInstant(file.at),
    })),
  });
}

/** Renders the sums as `sha256sum --check` reads them: names with a line break or backslash are escaped as it escapes them. */
export function renderSha256Sums(files: readonly Pick<CustodyFile, "path" | "sha256">[]): string {
  return files
    .toSorted(byPath)
    .map(({ path, sha256 }) => {
      const escaped = path.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
      return `${escaped === path ? "" : "\\"}${sha256}  ${escaped}\n`;
    })
    .join("");
}

function byPath(left: { readonly path: string }, right: { readonly path: string }): number {
  return left.path < right.path ? -1 : Number(left.path > right.path);
}
