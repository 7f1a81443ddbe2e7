import { domainOf } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { knownDomains } from "../known-domains.ts";
import { carries, deedsOf, isLive, quoted, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";
import type { Subject } from "../subject.ts";

const mailAddress = /^[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,8}[a-z]{2,24})$/i;
const account = /^(?:0x[0-9a-fA-F]{40}|bc1[a-z0-9]{30,62}|T[1-9A-HJ-NP-Za-km-z]{33})$/;

/** A payment of coins, and not a call of a contract, which has data. */
const payment = /\b(?:sendTransaction|signTransaction|sendAndConfirm\w*|populateTransaction)\s*\(/;
const amount = /\b(?:value|amount|lamports)\s*:/;
const callOfContract = /\bdata\s*:/;

/** Reserved, or the usual stand-ins of examples. */
const placeholders: ReadonlySet<string> = new Set([
  "example.com",
  "example.org",
  "example.net",
  "domain.com",
]);

/** Whoever uses the package writes or pays, and somebody else gets it. */
export const carriedRecipient: Detector = defineDetector({
  id: "carried-recipient",
  title: "It mails what its caller passes, or pays, to an address that stands in its code",
  family: "capability",
  strength: "strong",
  technique: "T1114.003",
  *detect(subject, scene) {
    for (const deed of deedsOf(scene, "network").filter(isLive)) {
      const address = deed.effect.api.endsWith(".sendMail") ? deed.effect.argument : undefined;
      if (address === undefined || !isForeign(address, subject) || !carries(deed, "parameter")) continue;
      yield sightingAt(deed, {
        message: `It mails what its caller passes to ${quoted(address)} ${whenOf(deed)}.`,
      });
    }
    for (const deed of deedsOf(scene, "recipient").filter(isLive)) {
      const { argument = "" } = deed.effect;
      if (!account.test(argument) || !isPayment(deed)) continue;
      yield sightingAt(deed, { message: `It pays to ${quoted(argument)} ${whenOf(deed)}.` });
    }
  },
});

function isForeign(address: string, subject: Subject): boolean {
  const host = mailAddress.exec(address)?.[1]?.toLowerCase();
  if (host === undefined || placeholders.has(domainOf(host))) return false;
  return !knownDomains(subject).has(domainOf(host));
}

function isPayment({ effect: { excerpt } }: Deed): boolean {
  return payment.test(excerpt) && amount.test(excerpt) && !callOfContract.test(excerpt);
}
