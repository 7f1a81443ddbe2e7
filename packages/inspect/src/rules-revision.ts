import { createHash } from "node:crypto";

import { detectors } from "@lockkeeper/detectors";
import { extractorVersion } from "@lockkeeper/facts";

/** A digest of what decides: the detectors with their strengths, and the version of what reads packages. */
export function rulesRevision(): string {
  const hash = createHash("sha256").update(`extractor ${extractorVersion}\n`);
  for (const { id, family, strength } of detectors) hash.update(`${id} ${family} ${strength}\n`);
  return hash.digest("hex").slice(0, 16);
}
