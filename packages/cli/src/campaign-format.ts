/** The forms in which campaigns are written. */
export const campaignFormats = ["json", "osv", "stix", "csv", "list", "iocs"] as const;

/** A form in which campaigns are written. */
export type CampaignFormat = (typeof campaignFormats)[number];
