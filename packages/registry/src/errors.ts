import { LockkeeperError } from "@lockkeeper/core";

/** The codes of {@link RegistryError}. */
export type RegistryErrorCode =
  | "REGISTRY_BAD_URL"
  | "REGISTRY_BAD_PACKUMENT"
  | "REGISTRY_PACKUMENT_TOO_LARGE"
  | "REGISTRY_PACKUMENT_TOO_DEEP"
  | "REGISTRY_BAD_UPSTREAM"
  | "REGISTRY_UNREACHABLE"
  | "REGISTRY_BAD_RESPONSE"
  | "REGISTRY_TOO_LARGE"
  | "REGISTRY_FORBIDDEN_HOST"
  | "REGISTRY_UNAUTHORIZED";

/** Errors of npm's protocol: a request, a document or an upstream that is not what it should be. */
export class RegistryError extends LockkeeperError<RegistryErrorCode> {}
