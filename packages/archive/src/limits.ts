import type { ArchiveLimits } from "./archive.ts";

/**
 * The bounds that hold where none are given. The largest packages known have 60,000 files and unpack to 400 MB, at most
 * thirty times their packed size.
 */
export const archiveLimits: ArchiveLimits = {
  unpackedMaxBytes: 512_000_000,
  growthMax: 100,
  growthFreeBytes: 64_000_000,
  entryMaxCount: 100_000,
  pathMaxBytes: 4096,
  anomalyMaxCount: 200,
};
