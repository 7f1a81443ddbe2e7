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
  /** Attestations of one version, and the bytes of the registry's answer with them. */
  attestations: 16,
  attestationsMaxBytes: 8_000_000,
  subjectsPerStatement: 64,
  trustRootMaxCharacters: 4_000_000,
} as const;
