import type { CampaignIndicator, HashAlgorithm } from "../campaign-indicator.ts";
import type { StixComparison } from "./stix-pattern.ts";
import { registryHives, stixHashNames, stixPaths } from "./stix-words.ts";

/** What a pattern asks for to find the indicator; `undefined` for kinds that STIX has no object for. */
export function toComparisons(indicator: CampaignIndicator): readonly StixComparison[] | undefined {
  const { kind, value } = indicator;
  const plain = stixPaths.get(kind);
  const isPart = kind === "command-line";
  // The wildcard of LIKE is a percent sign, and there is no way to write a real one beside it.
  if ((isPart || value.includes("*")) && value.includes("%")) return undefined;
  if (plain !== undefined) return [comparisonOf(plain, value, isPart)];
  return comparisonsOfKind(indicator);
}

function comparisonsOfKind(indicator: CampaignIndicator): readonly StixComparison[] | undefined {
  const { value } = indicator;
  if (indicator.kind === "file-hash") return hashComparisons(indicator.algorithm, value, indicator.fileName);
  if (indicator.kind === "registry-key") return registryComparisons(value, indicator.valueName);
  if (indicator.kind === "account") return accountComparisons(value, indicator.service);
  if (indicator.kind === "package-file") {
    return pathComparisons(
      indicator.package === undefined ? value : `node_modules/${indicator.package}/${value}`,
    );
  }
  if (pathKinds.has(indicator.kind)) return pathComparisons(value);
  if (indicator.kind === "address")
    return [equal(value.includes(":") ? "ipv6-addr:value" : "ipv4-addr:value", value)];
  return indicator.kind === "port" ? [equal("network-traffic:dst_port", Number(value))] : undefined;
}

const pathKinds: ReadonlySet<CampaignIndicator["kind"]> = new Set<CampaignIndicator["kind"]>([
  "file-path",
  "project-file",
  "workflow-file",
]);

function accountComparisons(login: string, service: string): readonly StixComparison[] {
  return [equal("user-account:account_login", login), equal("user-account:account_type", service)];
}
function equal(path: string, value: string | number): StixComparison {
  return { path, operator: "=", value };
}

function comparisonOf(path: string, value: string, isPart: boolean): StixComparison {
  if (!isPart && !value.includes("*")) return equal(path, value);
  const inner = value.replaceAll("*", "%");
  return { path, operator: "LIKE", value: isPart ? `%${inner}%` : inner };
}

function hashComparisons(
  algorithm: HashAlgorithm,
  value: string,
  fileName: string | undefined,
): readonly StixComparison[] {
  const hash = equal(`file:hashes.'${stixHashNames[algorithm]}'`, value);
  return fileName === undefined ? [hash] : [hash, equal("file:name", fileName)];
}

function pathComparisons(path: string): readonly StixComparison[] {
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  const name = comparisonOf("file:name", path.slice(cut + 1), false);
  if (cut < 0) return [name];
  const folder = cut === 0 ? "/" : path.slice(0, cut);
  return [name, comparisonOf("file:parent_directory_ref.path", folder, false)];
}

function registryComparisons(key: string, valueName: string | undefined): readonly StixComparison[] {
  const hive = registryHives.find(([short]) => key.startsWith(`${short}\\`));
  const full = hive === undefined ? key : hive[1] + key.slice(hive[0].length);
  const asked = equal("windows-registry-key:key", full);
  return valueName === undefined ? [asked] : [asked, equal("windows-registry-key:values[*].name", valueName)];
}
