import { splitLedgerIdentity } from "@lockkeeper/store";
import type { LedgerTally } from "@lockkeeper/store";

import type { ExposedPlace } from "../../observation.ts";

/** Who or what asked: whom its token stands for, and without a token the address that it came from. */
export function placeOfRequest({ identity, remote, ci }: LedgerTally): ExposedPlace {
  const { owner } = splitLedgerIdentity(identity);
  const name = owner.slice(owner.indexOf(":") + 1);
  if (owner.startsWith("pipeline:")) return { kind: "pipeline", id: name };
  if (owner.startsWith("host:")) return { kind: "host", id: name };
  if (owner !== "anonymous" || remote === null) return { kind: "identity", id: owner };
  return { kind: "identity", id: `${ci === null ? "anonymous" : `anonymous ${ci}`} at ${remote}` };
}
