import { tryParsePackageName } from "@lockkeeper/core";
import type { CampaignIndicator, CampaignIndicatorDocument, HashAlgorithm } from "./campaign-indicator.ts";
import { latestInstant, tryParseMoment, type Moment } from "./campaign-moment.ts";
import { faultOfHash, faultOfValue } from "./indicator-forms.ts";

/** An indicator, or what is wrong with its document as the end of a sentence. */
export type IndicatorOutcome =
  | { readonly kind: "indicator"; readonly indicator: CampaignIndicator }
  | { readonly kind: "refused"; readonly why: string };

type Extras = Pick<
  CampaignIndicatorDocument,
  "package" | "algorithm" | "fileName" | "size" | "valueName" | "mechanism" | "service"
>;
const ownExtras: ReadonlyMap<CampaignIndicator["kind"], readonly (keyof Extras)[]> = new Map<
  CampaignIndicator["kind"],
  readonly (keyof Extras)[]
>([
  ["package-file", ["package"]],
  ["file-hash", ["algorithm", "fileName", "size"]],
  ["registry-key", ["valueName"]],
  ["persistence", ["mechanism"]],
  ["account", ["service"]],
]);
const extraNames: readonly (keyof Extras)[] = [
  "package",
  "algorithm",
  "fileName",
  "size",
  "valueName",
  "mechanism",
  "service",
];

/** Checks an indicator's document strictly. Pure; never throws. */
export function parseIndicator(document: CampaignIndicatorDocument): IndicatorOutcome {
  const why = faultOf(document);
  if (why !== undefined) return refused(`${document.kind} ${document.value.slice(0, 80)}: ${why}`);
  const { value, platform = "any", confidence = "high", meaning, source } = document;
  const validFrom = parseOptional(document.validFrom);
  const validUntil = parseOptional(document.validUntil);
  const base = { value, platform, confidence, meaning, validFrom, validUntil, source };
  const indicator = withExtras(document, base);
  return indicator === undefined
    ? refused(`${document.kind} ${value.slice(0, 80)}: a member of its kind is missing`)
    : { kind: "indicator", indicator };
}

function withExtras(
  {
    kind,
    package: owner,
    algorithm,
    fileName,
    size,
    valueName,
    mechanism,
    service,
  }: CampaignIndicatorDocument,
  base: Omit<CampaignIndicator, "kind">,
): CampaignIndicator | undefined {
  if (kind === "package-file") return { ...base, kind, package: owner };
  if (kind === "registry-key") return { ...base, kind, valueName };
  if (kind === "file-hash") {
    return algorithm === undefined ? undefined : { ...base, kind, algorithm, fileName, size };
  }
  if (kind === "persistence") return mechanism === undefined ? undefined : { ...base, kind, mechanism };
  if (kind === "account") return service === undefined ? undefined : { ...base, kind, service };
  return { ...base, kind };
}

function faultOf(document: CampaignIndicatorDocument): string | undefined {
  const { kind, value, meaning, source, algorithm } = document;
  if (meaning === "" || source === "") return "it says not what it is, or not who reports it";
  if (source.includes("://")) return "its source is a reference, not an address";
  const stray = extraNames.find(
    (name) => document[name] !== undefined && ownExtras.get(kind)?.includes(name) !== true,
  );
  if (stray !== undefined) return `it has no ${stray}`;
  return faultOfTimes(document) ?? faultOfExtras(document) ?? faultOfContent(kind, value, algorithm);
}

function faultOfContent(
  kind: CampaignIndicator["kind"],
  value: string,
  algorithm: HashAlgorithm | undefined,
): string | undefined {
  if (kind !== "file-hash") return faultOfValue(kind, value);
  return algorithm === undefined ? "a hash names its algorithm" : faultOfHash(algorithm, value);
}

function faultOfExtras({ package: owner, fileName, size }: CampaignIndicatorDocument): string | undefined {
  if (owner !== undefined && tryParsePackageName(owner) === undefined)
    return `${owner} is not a package name`;
  if (fileName === "") return "its file has no name";
  const isSize = size === undefined || (Number.isSafeInteger(size) && size >= 0);
  return isSize ? undefined : "its size is not a number of bytes";
}

function faultOfTimes({ validFrom, validUntil }: CampaignIndicatorDocument): string | undefined {
  const from = parseOptional(validFrom);
  const until = parseOptional(validUntil);
  const isBad =
    (validFrom !== undefined && from === undefined) || (validUntil !== undefined && until === undefined);
  if (isBad) return "a time of it is not readable";
  if (from === undefined || until === undefined) return undefined;
  return from.at > latestInstant(until) ? "it ends before it begins" : undefined;
}

function parseOptional(text: string | undefined): Moment | undefined {
  return text === undefined ? undefined : tryParseMoment(text);
}

function refused(why: string): IndicatorOutcome {
  return { kind: "refused", why };
}
