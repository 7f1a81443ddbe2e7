/** How large a campaign of somebody else's may be. */
export const campaignBounds = {
  /** Bytes of one file. */
  maxFileBytes: 32_000_000,
  /** Campaigns of one import. */
  maxCampaigns: 1000,
  maxPackages: 50_000,
  /** Versions of one package. */
  maxVersions: 5000,
  maxIndicators: 50_000,
  /** Items of every other list. */
  maxTexts: 1000,
  /** Files of one folder, and how deep it is looked into. */
  maxFiles: 10_000,
  maxDepth: 8,
  /** Refusals that are kept with their reason; the others are counted. */
  maxRefused: 1000,
} as const;
