import type { ExposedPlace } from "../observation.ts";
import { isSecretName, providerOfName } from "./classify-name.ts";
import { credentialPlacesOn, projectCredentialPlaces } from "./credential-places.ts";
import type { CredentialPlace } from "./credential-places.ts";
import { sortSecrets } from "./find-secrets.ts";
import { secretLimits } from "./secret-in-reach.ts";
import type { SecretGap, SecretInReach, SecretsInReach } from "./secret-in-reach.ts";

/** What is known of a machine. */
export interface HostView {
  /** Paths of well-known files that lie there, as they were found. */
  readonly files: readonly { readonly path: string; readonly place: CredentialPlace }[];
  /** Names of variables that were seen in an environment or a log; values are never handed over. */
  readonly variables: readonly string[];
  /** What could not be looked at. */
  readonly unread: readonly string[];
}

/** The secrets that lay on a machine on which code of a package ran: it ran as the user, so it could read what the user can. */
export function secretsOnHost(where: ExposedPlace, { files, variables, unread }: HostView): SecretsInReach {
  const ofFiles = files.slice(0, secretLimits.maxSecrets).map(({ path, place }): SecretInReach => ({
    kind: "file",
    provider: place.provider,
    name: path,
    reach: "host",
    isInstallKnown: true,
    cause: `${place.what}: the file lies on the machine, and code of a package runs as its user`,
    ref: path,
    where,
  }));
  const names = new Set(variables.slice(0, secretLimits.maxSecrets).filter(isSecretName));
  const ofVariables = [...names].map((name): SecretInReach => ({
    kind: "variable",
    provider: providerOfName(name),
    name,
    reach: "process",
    isInstallKnown: true,
    cause: "the variable was in the environment of what installed packages",
    ref: "environment",
    where,
  }));
  return { secrets: sortSecrets([...ofFiles, ...ofVariables]), gaps: unread.map(toGap) };
}

/** What is to be said of a machine on which nobody has looked for files of credentials. */
export function unseenHostGap(where: ExposedPlace): SecretGap {
  return {
    ref: where.id,
    message:
      "nobody has looked which files of credentials lie on this machine: run `lockkeeper sweep` there, or take all of them for read",
  };
}

/** A file's place by its path, as a sweep of another machine reports it; `undefined` for paths that are not well known. */
export function credentialPlaceOf(path: string, platform: string): CredentialPlace | undefined {
  const plain = path.replaceAll("\\", "/");
  return [...credentialPlacesOn(platform), ...projectCredentialPlaces].find((place) =>
    isLike(plain, place.path),
  );
}

function isLike(path: string, pattern: string): boolean {
  const wanted = pattern.split("/");
  const parts = path.split("/").slice(-wanted.length);
  if (parts.length < wanted.length) return false;
  return wanted.every((part, index) => {
    const [before = "", after] = part.split("*");
    const name = parts[index] ?? "";
    if (after === undefined) return name === part;
    return name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after);
  });
}

function toGap(path: string): SecretGap {
  return { ref: path, message: "the system did not let us look there" };
}
