/** The bounds on what is kept of one release. What is over them is left out, never an error. */
export const trustLimits = {
  scriptMaxCharacters: 2000,
  scriptsPerRelease: 200,
  dependenciesPerField: 5000,
  specMaxCharacters: 1000,
  maintainersPerRelease: 300,
  signaturesPerRelease: 8,
  textMaxCharacters: 2000,
  tags: 2000,
  /** Attestations of one version, and the characters of one statement in base64. */
  attestations: 16,
  attestationMaxCharacters: 4_000_000,
} as const;
