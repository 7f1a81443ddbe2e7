import { createHash } from "node:crypto";

import { parseRegistryKeys } from "./registry-keys.ts";
import { publicRegistryKeys } from "./signing-keys.ts";
import type { SigningKey } from "./signing-keys.ts";
import { parseTrustRoot, readEmbeddedTrustRoot } from "./trust-root.ts";
import type { TrustRoot } from "./trust-root.ts";

/** The texts of files that say who is believed; what is left out is what comes with the library. */
export interface TrustFiles {
  /** Sigstore's `trusted_root.json`: takes the place of the library's. */
  readonly rootText?: string | undefined;
  /** Keys of a registry, which come beside those of npm's public one. */
  readonly keysText?: string | undefined;
}

/** Who is believed about releases. */
export interface AssembledTrust {
  readonly root: TrustRoot;
  readonly signingKeys: readonly SigningKey[];
  /** Changes with the files. */
  readonly revision: string;
}

/** Reads who is believed about releases. Throws `TRUST_ROOT_UNREADABLE`, `TRUST_KEYS_UNREADABLE`. */
export function assembleTrust({ rootText, keysText }: TrustFiles): AssembledTrust {
  const embedded = readEmbeddedTrustRoot();
  const { authorities } = rootText === undefined ? embedded : parseTrustRoot(rootText);
  const keys = keysText === undefined ? undefined : parseRegistryKeys(keysText);
  return {
    root: { authorities, attestationKeys: [...(keys?.attestation ?? []), ...embedded.attestationKeys] },
    signingKeys: [...(keys?.signing ?? []), ...publicRegistryKeys],
    revision: createHash("sha256")
      .update(JSON.stringify([rootText ?? null, keysText ?? null]))
      .digest("hex")
      .slice(0, 16),
  };
}
