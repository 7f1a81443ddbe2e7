import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { quoted } from "../reading.ts";

const malwareWords =
  /\b(?:malicious|malware|compromised|hijacked|backdoor(?:ed)?|trojan|supply[- ]chain (?:attack|compromise)|do not (?:use|install)[^.]{0,80}\battack)/i;

/** Its own maintainers or the registry say that this version is malicious, and it can still be installed. */
export const deprecatedAsMalicious: Detector = defineDetector({
  id: "deprecated-as-malicious",
  title: "Deprecated as malicious, and still there",
  family: "intel",
  strength: "strong",
  technique: "T1195.002",
  *detect({ registry }) {
    if (registry.state !== "present") return;
    const text = registry.value.release.deprecated;
    if (text === undefined || !malwareWords.test(text)) return;
    yield { message: `The registry serves it with the warning ${quoted(text)}.`, excerpt: text };
  },
});
