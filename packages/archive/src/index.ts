export type { Archive, ArchiveAnomaly, ArchiveAnomalyKind, ArchiveEntry, ArchiveLimits } from "./archive.ts";
export { ArchiveError } from "./errors.ts";
export type { ArchiveErrorCode } from "./errors.ts";
export { archiveLimits } from "./limits.ts";
export { archiveOfFiles, readArchive } from "./read-archive.ts";
