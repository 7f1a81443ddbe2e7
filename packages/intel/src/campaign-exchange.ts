import type * as exchange from "./exchange/exchange.ts";

/** What reads and writes campaigns in the forms of others. */
export type CampaignExchange = typeof exchange;

/** Loads what reads and writes campaigns in the forms of others: nothing that decides needs it, and it takes time to load. */
export async function loadCampaignExchange(): Promise<CampaignExchange> {
  return await import("./exchange/exchange.ts");
}
