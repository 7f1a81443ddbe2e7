import type { CampaignIndicator, HashAlgorithm } from "../campaign-indicator.ts";

type Kind = CampaignIndicator["kind"];

/** What STIX 2.1 calls the algorithms of hashes (10.6). */
export const stixHashNames: Readonly<Record<HashAlgorithm, string>> = {
  sha1: "SHA-1",
  sha256: "SHA-256",
  sha512: "SHA-512",
};

/** Our names of the registry's roots, with the full ones. */
export const registryHives: readonly (readonly [string, string])[] = [
  ["HKCU", "HKEY_CURRENT_USER"],
  ["HKLM", "HKEY_LOCAL_MACHINE"],
  ["HKU", "HKEY_USERS"],
  ["HKCR", "HKEY_CLASSES_ROOT"],
];

const request = "network-traffic:extensions.'http-request-ext'";

/** The object paths of the kinds that are one comparison. */
export const stixPaths: ReadonlyMap<Kind, string> = new Map<Kind, string>([
  ["domain", "domain-name:value"],
  ["url", "url:value"],
  ["url-path", `${request}.request_value`],
  ["user-agent", `${request}.request_header.'User-Agent'`],
  ["process-name", "process:image_ref.name"],
  ["command-line", "process:command_line"],
  ["email", "email-addr:value"],
]);
