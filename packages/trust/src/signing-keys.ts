/** A public key with which a registry signs what it publishes, as its `/-/npm/v1/keys` lists it. */
export interface SigningKey {
  readonly keyId: string;
  /** The key in SPKI form, base64. */
  readonly publicKey: string;
  /** Milliseconds since the epoch after which it signs nothing; `undefined` while it is in use. */
  readonly expiresAt: number | undefined;
}

/**
 * The keys of npm's public registry, as it publishes them at `/-/npm/v1/keys` and as a target of Sigstore's trust root;
 * the first has been in use since January 2025.
 */
export const publicRegistryKeys: readonly SigningKey[] = [
  {
    keyId: "SHA256:DhQ8wR5APBvFHLF/+Tc+AYvPOdTpcIDqOhxsBHRwC7U",
    publicKey:
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEY6Ya7W++7aUPzvMTrezH6Ycx3c+HOKYCcNGybJZSCJq/fd7Qa8uuAKtdIkUQtQiEKERhAmE5lMMJhP8OkDOa2g==",
    expiresAt: undefined,
  },
  {
    keyId: "SHA256:jl3bwswu80PjjokCgh0o2w5c2U4LhQAE57gj9cz1kzA",
    publicKey:
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1Olb3zMAFFxXKHiIkQO5cJ3Yhl5i6UPp+IhuteBJbuHcA5UogKo0EWtlWwW6KSaKoTNEYL7JlCQiVnkhBktUgg==",
    expiresAt: Date.UTC(2025, 0, 29),
  },
];
