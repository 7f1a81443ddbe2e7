import type { Provider, ProviderId } from "./provider.ts";
import { firstProviders } from "./providers-first.ts";
import { furtherProviders } from "./providers-further.ts";

/** All providers in the order in which their secrets are replaced. */
export const providers: readonly Provider[] = [...firstProviders, ...furtherProviders];

const places: ReadonlyMap<ProviderId, number> = new Map(providers.map(({ id }, index) => [id, index]));

/** Where a provider stands in the order, from 0. */
export function orderOfProvider(id: ProviderId): number {
  return places.get(id) ?? providers.length;
}
