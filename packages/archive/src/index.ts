export type { Archive, ArchiveAnomaly, ArchiveAnomalyKind, ArchiveEntry, ArchiveLimits } from "./archive.ts";
