/** Who keeps an advisory, and where it can be read. */
export interface AdvisorySource {
  readonly name: string;
  readonly url: string | undefined;
}

/** The keeper of an advisory, told from its id; the databases of well-known prefixes have a page for each. */
export function sourceOfAdvisory(id: string): AdvisorySource {
  if (!/^[A-Z]{2,12}-[\w-]{1,60}$/.test(id)) return { name: "Lockkeeper", url: undefined };
  if (id.startsWith("GHSA-")) {
    return { name: "GitHub Advisory Database", url: `https://github.com/advisories/${id}` };
  }
  if (id.startsWith("CVE-")) return { name: "NVD", url: `https://nvd.nist.gov/vuln/detail/${id}` };
  if (id.startsWith("MAL-")) return { name: "OSV", url: `https://osv.dev/vulnerability/${id}` };
  return { name: "Lockkeeper", url: undefined };
}
