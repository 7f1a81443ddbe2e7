export { renderCampaignOsv } from "./campaign-osv.ts";
export { renderIndicatorTable, renderVersionList, renderVersionTable } from "./campaign-tables.ts";
export { importCampaigns } from "./import-campaigns.ts";
export { renderStixBundle } from "./stix-bundle.ts";
