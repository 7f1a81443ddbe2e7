import { domainOf } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { knownDomains } from "../known-domains.ts";
import { carries, deedsOf, isLive, quoted, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";

const mailAddress = /^[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,8}[a-z]{2,24})$/i;
const account = /^(?:0x[0-9a-fA-F]{40}|bc1[a-z0-9]{30,62}|T[1-9A-HJ-NP-Za-km-z]{33})$/;

/** A payment of coins, and not a call of a contract, which has data. */
const payment = /\b(?:sendTransaction|signTransaction|sendAndConfirm\w*|populateTransaction)\s*\(/;
const amount = /\b(?:value|amount|lamports)\s*:/;
const callOfContract = /\bdata\s*:/;

/** Functions of wallets, and what gives one another value. */
const replacedWallet = /^(?:ethereum|solana|tronWeb|phantom)\.\w+$/;
const assigned = /\b(?:request|send|sendAsync|sign\w*)(?:["'`]\])?\s*=(?!=)|\bdefineProperty\b|\bProxy\b/;

/** What sends letters, by its name and by how it is called. */
const sending = /\b\w{0,40}(?:send|mail|message|letter)\w{0,40}\s*[({=:]/i;
const sender = /mail|smtp|postmark|sendgrid|resend|ses\b/i;

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
      const does = wordsOf(deed, scene);
      if (does !== undefined)
        yield sightingAt(deed, { message: `It ${does} ${quoted(argument)} ${whenOf(deed)}.` });
    }
  },
});

function wordsOf(deed: Deed, scene: Scene): string | undefined {
  const { argument = "" } = deed.effect;
  if (account.test(argument) && isPayment(deed)) return "pays to";
  if (account.test(argument) && standsBetween(deed, scene))
    return "stands between a page and its wallet, and pays to";
  return isBlindCopy(deed, scene) ? "mails a copy of what its caller writes to" : undefined;
}

/** What a page asks of a wallet passes through the package, which puts another account in. */
function standsBetween({ file }: Deed, scene: Scene): boolean {
  return deedsOf(scene, "wallet").some(
    (other) =>
      other.file === file && replacedWallet.test(other.effect.api) && assigned.test(other.effect.excerpt),
  );
}

/** A copy that nobody who gets the letter sees, even if it goes to the package's own makers. */
function isBlindCopy({ file, effect }: Deed, scene: Scene): boolean {
  const host = mailAddress.exec(effect.argument ?? "")?.[1];
  if (effect.api !== "bcc" || host === undefined || placeholders.has(domainOf(host.toLowerCase())))
    return false;
  return (
    sending.test(effect.excerpt) ||
    deedsOf(scene, "network").some((other) => other.file === file && sender.test(other.effect.api))
  );
}

function isForeign(address: string, subject: Subject): boolean {
  const host = mailAddress.exec(address)?.[1]?.toLowerCase();
  if (host === undefined || placeholders.has(domainOf(host))) return false;
  return !knownDomains(subject).has(domainOf(host));
}

function isPayment({ effect: { excerpt } }: Deed): boolean {
  return payment.test(excerpt) && amount.test(excerpt) && !callOfContract.test(excerpt);
}
