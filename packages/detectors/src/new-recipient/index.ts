import type { PackageFacts } from "@lockkeeper/facts";

import { domainOf } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { knownDomains } from "../known-domains.ts";
import { deedsOf, isLive, quoted, sightingAt } from "../reading.ts";
import type { Deed } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** Reserved, or the usual stand-ins of examples. */
const placeholders: ReadonlySet<string> = new Set([
  "example.com",
  "example.org",
  "example.net",
  "domain.com",
]);

/** What a package sends for its callers also goes to an address of somebody else's, which stands in the code. */
export const newRecipient: Detector = defineDetector({
  id: "new-recipient",
  title: "A small release adds a constant recipient to what is sent",
  family: "history",
  strength: "strong",
  technique: "T1114.003",
  *detect(subject, scene) {
    if (subject.predecessor.state !== "present") return;
    const { drift, version, facts } = subject.predecessor.value;
    const known = recipientsOf(facts);
    const isSmall = drift.step === "patch" || drift.step === "minor" || drift.step === "prerelease";
    for (const deed of deedsOf(scene, "recipient").filter(isLive)) {
      const { argument = "", api } = deed.effect;
      if (known.has(argument) || isOwn(deed, subject)) continue;
      yield sightingAt(deed, {
        message: `It makes ${quoted(argument)} a recipient (${api}) of what is sent, which ${version} did not.`,
        strength: isSmall && !isAccount(deed) ? "strong" : "supporting",
        after: argument,
      });
    }
  },
});

function recipientsOf({ sources, commands }: PackageFacts): ReadonlySet<string> {
  const effects = [...sources, ...commands].flatMap(({ facts }) => facts.effects);
  return new Set(effects.flatMap(({ kind, argument }) => (kind === "recipient" ? [argument ?? ""] : [])));
}

/** Chains' libraries name contracts as recipients, and more with each release. */
function isAccount({ effect }: Deed): boolean {
  return effect.api !== "chat" && effect.argument?.includes("@") !== true;
}

/** A form may go to its makers; a copy of what others write may not. */
function isOwn({ effect }: Deed, subject: Subject): boolean {
  const host = effect.argument?.split("@")[1]?.toLowerCase();
  if (host === undefined) return false;
  if (placeholders.has(domainOf(host))) return true;
  const isCopy = effect.api === "cc" || effect.api === "bcc";
  return !isCopy && knownDomains(subject).has(domainOf(host));
}
