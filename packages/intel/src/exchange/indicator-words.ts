import type { CampaignIndicatorDocument } from "../campaign-indicator.ts";
import { isDomain, tryGuessAlgorithm } from "../indicator-forms.ts";
import { isIP } from "node:net";
import { indicatorKinds } from "./indicator-shape.ts";
import { refang } from "./refang.ts";

type Value = Pick<CampaignIndicatorDocument, "kind" | "value" | "algorithm" | "service">;
type Kind = CampaignIndicatorDocument["kind"];

const kindByWord: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["domainname", "domain"],
  ["hostname", "domain"],
  ["host", "domain"],
  ["fqdn", "domain"],
  ["ip", "address"],
  ["ipaddress", "address"],
  ["ipv4", "address"],
  ["ipv6", "address"],
  ["ipv4addr", "address"],
  ["ipv6addr", "address"],
  ["uri", "url"],
  ["c2", "domain"],
  ["path", "file-path"],
  ["filepath", "file-path"],
  ["file", "package-file"],
  ["filename", "package-file"],
  ["emailaddress", "email"],
  ["emailaddr", "email"],
  ["process", "process-name"],
  ["commandline", "command-line"],
  ["command", "command-line"],
  ["registry", "registry-key"],
  ["registrykey", "registry-key"],
  ["regkey", "registry-key"],
  ["workflow", "workflow-file"],
  ["repository", "repository-name"],
  ["repo", "repository-name"],
  ["npmaccount", "account"],
  ["npmuser", "account"],
  ["username", "account"],
  ["user", "account"],
  ...indicatorKinds.map((kind) => [kind.replaceAll("-", ""), kind] as const),
]);
const hashWords: ReadonlySet<string> = new Set(["hash", "filehash", "sha1", "sha256", "sha512"]);
const packageWords: ReadonlySet<string> = new Set([
  "package",
  "npm",
  "npmpackage",
  "purl",
  "compromisedpackage",
]);
const refangedKinds: ReadonlySet<Kind> = new Set<Kind>(["domain", "address", "url", "email"]);

/**
 * What a value with the word that a table gives for its type means. `package` says that it names a version. Throws a `RangeError`
 * for a word that is not known. Without a word, hashes, addresses and hosts are recognised by their form.
 */
export function readIndicatorWords(value: string, word: string | undefined): Value | "package" {
  const folded = word?.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  if (folded === undefined || folded === "") return guess(value);
  if (packageWords.has(folded)) return "package";
  if (folded === "md5") throw new RangeError("hashes by md5 are not taken");
  if (hashWords.has(folded)) return hashOf(value, folded);
  const kind = kindByWord.get(folded);
  if (kind === undefined)
    throw new RangeError(`${JSON.stringify(word?.slice(0, 40))} is no type of indicator that is known`);
  return valueOf(kind, value);
}

function valueOf(kind: Kind, value: string): Value {
  if (kind === "account") return { kind, value, service: "npm" };
  if (!refangedKinds.has(kind)) return { kind, value };
  const plain = refang(value);
  if (kind !== "domain") return { kind, value: plain };
  // Columns for hosts hold addresses too, and some end in a dot or a port.
  const host = plain.toLowerCase().replace(/\.$/, "");
  return { kind: isIP(host) === 0 ? "domain" : "address", value: host };
}

function hashOf(value: string, word: string): Value {
  const plain = value.toLowerCase();
  const named = word === "sha1" || word === "sha256" || word === "sha512" ? word : tryGuessAlgorithm(plain);
  if (named === undefined) throw new RangeError("it is no hash by sha1, sha256 or sha512");
  return { kind: "file-hash", value: plain, algorithm: named };
}

function guess(value: string): Value {
  const plain = refang(value);
  const algorithm = tryGuessAlgorithm(plain.toLowerCase());
  if (algorithm !== undefined) return { kind: "file-hash", value: plain.toLowerCase(), algorithm };
  if (isIP(plain) !== 0) return { kind: "address", value: plain };
  if (/^[a-z]+:\/\//i.test(plain)) return { kind: "url", value: plain };
  if (isDomain(plain.toLowerCase())) return { kind: "domain", value: plain.toLowerCase() };
  throw new RangeError("nothing says of what type it is");
}
