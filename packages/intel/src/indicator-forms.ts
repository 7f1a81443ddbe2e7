import { isIP } from "node:net";
import type { CampaignIndicator, HashAlgorithm } from "./campaign-indicator.ts";

type Kind = CampaignIndicator["kind"];

const maxCharacters = 2048;
const hashCharacters: Readonly<Record<HashAlgorithm, number>> = { sha1: 40, sha256: 64, sha512: 128 };
const hexadecimal = /^[0-9a-f]+$/;
const domainForm =
  /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const pathStarts = /^(?:\/|~\/|\$TMPDIR\/|[A-Z]:\\|%[A-Z][A-Z0-9_()]*%\\)/;
const relativePath = /^(?!\/)[^\\]+$/;
const registryForm = /^(?:HKCU|HKLM|HKU|HKCR)\\[^\\]+(?:\\[^\\]+)*$/;
const emailForm = /^[^\s@]+@[^\s@]+$/;
const accountForm = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,99})$/;
const repositoryForm = /^[A-Za-z0-9._*-]+(?:\/[A-Za-z0-9._*-]+)?$/;
const notOnlyWildcard = /[^*./\\~\s]/;
const webSchemes: ReadonlySet<string> = new Set(["http:", "https:", "ftp:", "ws:", "wss:"]);

/** What is wrong with the value of an indicator, as the end of a sentence; `undefined` when it is well-formed. */
export function faultOfValue(kind: Kind, value: string): string | undefined {
  if (value === "" || value.length > maxCharacters) return `a value has 1 to ${maxCharacters} characters`;
  if (hasControlCharacter(value)) return "it has control characters";
  if (value !== value.trim()) return "it begins or ends with a space";
  if (!notOnlyWildcard.test(value)) return "it would match anything";
  return faultByKind(kind)(value);
}

/** What is wrong with a hash; a sha1 with a digit lost in copying makes the rounds. */
export function faultOfHash(algorithm: HashAlgorithm, value: string): string | undefined {
  const wanted = hashCharacters[algorithm];
  if (value.length !== wanted)
    return `a ${algorithm} has ${wanted} hexadecimal digits, and this has ${value.length}`;
  return hexadecimal.test(value) ? undefined : `a ${algorithm} has digits and the letters a to f alone`;
}

/** The algorithm whose hashes have as many hexadecimal digits as the text. */
export function tryGuessAlgorithm(text: string): HashAlgorithm | undefined {
  if (!hexadecimal.test(text)) return undefined;
  if (text.length === hashCharacters.sha1) return "sha1";
  if (text.length === hashCharacters.sha256) return "sha256";
  return text.length === hashCharacters.sha512 ? "sha512" : undefined;
}

/** Whether the text is a host's name in its plain, lower-case form. */
export function isDomain(text: string): boolean {
  return text.length <= 253 && domainForm.test(text);
}

type Fault = (value: string) => string | undefined;

const faults: ReadonlyMap<Kind, Fault> = new Map<Kind, Fault>([
  ["file-path", (value) => faultOfPath(pathStarts.test(value), value)],
  ["package-file", (value) => faultOfPath(relativePath.test(value), value)],
  ["project-file", (value) => faultOfPath(relativePath.test(value), value)],
  ["workflow-file", (value) => faultOfPath(value.startsWith(".github/"), value)],
  ["domain", (value) => (isDomain(value) ? undefined : "it is not a host's name in lower case")],
  ["address", (value) => (isIP(value) === 0 ? "it is not an address of IPv4 or IPv6" : undefined)],
  ["url", faultOfUrl],
  ["url-path", (value) => (value.startsWith("/") ? undefined : "a path of an address begins with /")],
  ["port", faultOfPort],
  [
    "registry-key",
    (value) => (registryForm.test(value) ? undefined : "it is not a key from HKCU, HKLM, HKU or HKCR on"),
  ],
  ["email", (value) => (emailForm.test(value) ? undefined : "it is not a mail address")],
  ["account", (value) => (accountForm.test(value) ? undefined : "it is not an account's name")],
  ["repository-name", (value) => (repositoryForm.test(value) ? undefined : "it is not a repository's name")],
]);

function faultByKind(kind: Kind): Fault {
  return faults.get(kind) ?? (() => undefined);
}

function faultOfPath(startsWell: boolean, value: string): string | undefined {
  if (!startsWell) return "the path does not begin as paths of its kind do";
  return value.split(/[/\\]/).includes("..") ? "the path leads upward" : undefined;
}

function faultOfUrl(value: string): string | undefined {
  if (!URL.canParse(value)) return "it is not an address";
  const { protocol, hostname, username, password } = new URL(value);
  if (!webSchemes.has(protocol)) return "it is not an address of the web";
  if (username !== "" || password !== "") return "it carries credentials";
  const host = hostname.replace(/^\[|\]$/g, "");
  return isIP(host) !== 0 || isDomain(host) ? undefined : "its host is neither a name nor an address";
}

function faultOfPort(value: string): string | undefined {
  const isDecimal = /^[1-9]\d{0,4}$/.test(value);
  return isDecimal && Number(value) <= 65_535 ? undefined : "it is not a port";
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 32 || (code >= 127 && code < 160)) return true;
  }
  return false;
}
