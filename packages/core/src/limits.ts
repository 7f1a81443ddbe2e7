/** The name of a bound. */
export type LimitName =
  | "nameMaxCharacters"
  | "versionMaxCharacters"
  | "integrityMaxCharacters"
  | "urlMaxCharacters"
  | "packumentMaxBytes"
  | "packumentMaxVersions"
  | "packumentMaxDepth"
  | "tarballMaxBytes"
  | "requestBodyMaxBytes"
  | "upstreamHeadersTimeoutMs"
  | "upstreamBodyTimeoutMs"
  | "upstreamMaxRedirects"
  | "policyFileMaxBytes"
  | "advisoryMaxBytes"
  | "advisoryMaxRecords";

/**
 * The bounds on everything foreign, declared once. Over a bound is an error with a code or a finding, never a hang.
 * Sizes are bytes, times milliseconds.
 */
export const limits: Readonly<Record<LimitName, number>> = {
  nameMaxCharacters: 214 + 100,
  versionMaxCharacters: 256,
  integrityMaxCharacters: 4096,
  urlMaxCharacters: 4096,
  /** The largest packument known on the public registry is about 120 MB; most are under 1 MB. */
  packumentMaxBytes: 200_000_000,
  packumentMaxVersions: 50_000,
  packumentMaxDepth: 200,
  tarballMaxBytes: 1_000_000_000,
  requestBodyMaxBytes: 10_000_000,
  upstreamHeadersTimeoutMs: 30_000,
  upstreamBodyTimeoutMs: 60_000,
  upstreamMaxRedirects: 3,
  policyFileMaxBytes: 1_000_000,
  advisoryMaxBytes: 16_000_000,
  advisoryMaxRecords: 2_000_000,
};
