import { asArray, asRecord, asText, type JsonRecord } from "./json-value.ts";

const gitHub = "github";
const reporterForm = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const reporterByPrefix: ReadonlyMap<string, string> = new Map([
  ["GHSA", gitHub],
  ["MAL", "ossf"],
  ["LWA", "leitwacht"],
]);
// The OpenSSF database imports GitHub's malware advisories under this name: one reporter, not two.
const importedAs: ReadonlyMap<string, string> = new Map([["ghsa-malware", gitHub]]);
const maxReporters = 16;

/** Who stands behind a record: the origins that an OpenSSF record lists, else the database that its id belongs to. */
export function reportersOf(id: string, root: JsonRecord): readonly string[] {
  const database = asRecord(root["database_specific"]);
  const origins = asArray(database?.["malicious-packages-origins"]) ?? [];
  const named = origins
    .map((origin) => asText(asRecord(origin)?.["source"])?.toLowerCase())
    .filter((source) => source !== undefined)
    .map((source) => importedAs.get(source) ?? source)
    .filter((source) => reporterForm.test(source));
  if (named.length > 0) return [...new Set(named)].slice(0, maxReporters);
  const prefix = id.slice(0, Math.max(0, id.indexOf("-")));
  return [reporterByPrefix.get(prefix) ?? (prefix || id).toLowerCase()];
}
