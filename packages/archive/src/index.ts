export type { Archive, ArchiveAnomaly, ArchiveAnomalyKind, ArchiveEntry, ArchiveLimits } from "./archive.ts";
export { ArchiveError } from "./errors.ts";
export type { ArchiveErrorCode } from "./errors.ts";
export { archiveLimits } from "./limits.ts";
export { mergePaxRecords, parsePaxRecords } from "./pax-records.ts";
export type { PaxRecords } from "./pax-records.ts";
export { blockBytes as tarBlockBytes, readTarBlock } from "./tar-header.ts";
export type { TarBlock, TarHeader } from "./tar-header.ts";
export { archiveOfFiles, readArchive } from "./read-archive.ts";
