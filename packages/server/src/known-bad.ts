import type { KnownBad } from "@lockkeeper/inspect";

import type { IntelligenceSource } from "./intelligence-source.ts";

/** What intelligence knows at the time of each question. */
export function knownBadOf(intelligence: IntelligenceSource): KnownBad {
  return {
    match: (name, version) => intelligence.current().match(name, version),
    get revision() {
      return intelligence.current().revision;
    },
  };
}
