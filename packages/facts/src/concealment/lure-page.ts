import type { ExaminedFile, FoundConcealment } from "./concealed-place.ts";

/** A page is read to here, in bytes. */
const pageMaxBytes = 2_000_000;

/** Where a page sends something, out of the site that shows it. */
const leavesSite =
  /\baction\s*=\s*["']?https?:\/\/|\b(?:fetch|sendBeacon|\.open|\.ajax|axios(?:\.post)?|\$\.post)\s*\([^)]{0,80}["'`]https?:\/\/|api\.telegram\.org\/bot|discord(?:app)?\.com\/api\/webhooks\/|\burl\s*:\s*["'`]https?:\/\/|(?:fetch|action|href|src)[^\n]{0,40}\batob\s*\(/i;
const asksPassword = /<input\b[^>]{0,300}\btype\s*=\s*["']?password\b/i;
const asksPhrase =
  /(?:(?:12|24|twelve|twenty[- ]four)[- ]words?|recovery|seed|secret|mnemonic)[- ](?:recovery )?(?:phrase|words)|private key of your wallet/i;
const field = /<(?:input|textarea)\b/i;

/** A page that has its reader paste a command into the system's own window. */
const pasteKeys =
  /\b(?:win(?:dows)?(?:\s*key)?|⊞|command|⌘)\s*(?:<\/?\w+>|\s|\+|&nbsp;|and){1,12}(?:r|space)\b/i;
const clipboard = /clipboard\.writeText|execCommand\s*\(\s*["']copy/i;
const command =
  /\b(?:powershell|pwsh|mshta|cmd(?:\.exe)?\s+\/c|curl\s|wget\s|msiexec|osascript|bash\s+-c|iex\b)/i;

/** A page that leads on as soon as it is shown, to a place that it decodes. */
const leadsAway =
  /\blocation(?:\.href)?\s*=\s*(?:\w+\s*\(\s*)?atob\s*\(|\blocation\.(?:replace|assign)\s*\(\s*atob\s*\(/i;
const leadsOn = /\blocation\.(?:replace|assign)\s*\(|\blocation(?:\.href)?\s*=[^=]/i;
const decodes = /=\s*atob\s*\(\s*["'`][\w+/=]{8,}/i;

const lures: readonly (readonly [string, (text: string) => boolean])[] = [
  [
    "a form that takes a password and sends it to another site",
    (text) => asksPassword.test(text) && leavesSite.test(text),
  ],
  [
    "a form that takes a wallet's phrase and sends it to another site",
    (text) => asksPhrase.test(text) && field.test(text) && leavesSite.test(text),
  ],
  [
    "a page that has its reader paste a command",
    (text) => pasteKeys.test(text) && clipboard.test(text) && command.test(text),
  ],
  [
    "a page that leads to an address which it decodes",
    (text) => leadsAway.test(text) || (decodes.test(text) && leadsOn.test(text)),
  ],
];

/** Finds what a page does to the person who is shown it. */
export function* findLure({ bytes, entry }: ExaminedFile): Generator<FoundConcealment> {
  if (!/\.x?html?$/i.test(entry.path)) return;
  const text = bytes.toString("utf8", 0, pageMaxBytes);
  const lure = lures.find(([, matches]) => matches(text));
  if (lure !== undefined) yield { kind: "lure-page", start: 0, detail: lure[0], amount: 1 };
}
