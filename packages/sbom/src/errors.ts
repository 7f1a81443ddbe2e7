import { LockkeeperError } from "@lockkeeper/core";

/** Why a bill of materials could not be read. `SBOM_TOO_LARGE` stands for every bound: bytes, components, depth, edges. */
export type SbomErrorCode = "SBOM_BAD_FORMAT" | "SBOM_UNKNOWN_VERSION" | "SBOM_TOO_LARGE";

/** A bill of materials could not be read, is of a version that is not known here, or is over a bound. */
export class SbomError extends LockkeeperError<SbomErrorCode> {}

/** The error for a document that is no bill of materials; `detail` may be foreign text. */
export function badFormat(detail: string, cause?: unknown): SbomError {
  return new SbomError("SBOM_BAD_FORMAT", {
    message: `Cannot read the bill of materials as it is none that is known: ${detail.slice(0, 200)}`,
    hint: "CycloneDX and SPDX are read as JSON. What cannot be read was not checked.",
    cause,
  });
}

/** The error for a report of vulnerabilities that is none; `detail` may be foreign text. */
export function badReport(detail: string, cause?: unknown): SbomError {
  return new SbomError("SBOM_BAD_FORMAT", {
    message: `Cannot read the report of vulnerabilities as it is none that is known: ${detail.slice(0, 200)}`,
    hint: "OpenVEX, CycloneDX, osv-scanner's JSON and npm audit --json are read.",
    cause,
  });
}

/** The error for a version of a format that is not known here. */
export function unknownVersion(format: string, version: string, known: string): SbomError {
  return new SbomError("SBOM_UNKNOWN_VERSION", {
    message: `Cannot read the bill of materials as its version is not known: ${format} ${version.slice(0, 80)}`,
    hint: `Write it as ${format} ${known}. What cannot be read was not checked.`,
  });
}

/** The error for a document over one of the bounds. */
export function tooLarge(what: string): SbomError {
  return new SbomError("SBOM_TOO_LARGE", {
    message: `Cannot read the bill of materials as it is over a bound: more than ${what}`,
    hint: "What cannot be read was not checked.",
  });
}
