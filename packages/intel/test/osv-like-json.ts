import * as fc from "fast-check";

const version = fc.oneof(
  fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((numbers) => numbers.join(".")),
  fc.constantFrom("0", "1.0.0-rc.1", "1.0.0+build.7", "v2.0.0", "1.0", "1.0.0rc1", "whenever", ""),
  fc.string(),
);
const event = fc.dictionary(fc.constantFrom("introduced", "fixed", "last_affected"), version);
const range = fc.record({
  type: fc.constantFrom("SEMVER", "ECOSYSTEM", "GIT"),
  events: fc.oneof({ weight: 4, arbitrary: fc.array(event) }, { weight: 1, arbitrary: fc.jsonValue() }),
});
const entry = fc.record({
  package: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        ecosystem: fc.constantFrom("npm", "npm", "npm", "PyPI"),
        name: fc.oneof(fc.constantFrom("left", "__proto__", "@a/b", "--no-audit"), fc.string()),
      }),
    },
    { weight: 1, arbitrary: fc.jsonValue() },
  ),
  versions: fc.oneof(fc.array(version), fc.jsonValue()),
  ranges: fc.oneof({ weight: 4, arbitrary: fc.array(range) }, { weight: 1, arbitrary: fc.jsonValue() }),
  database_specific: fc.oneof(
    fc.constant({ cwes: [{ cweId: "CWE-506" }] }),
    fc.constant({ cvss: { score: 7.5 } }),
    fc.jsonValue(),
  ),
});

/** JSON that has the form of an OSV record here and there, and is anything else elsewhere. */
export const osvLikeJson: fc.Arbitrary<unknown> = fc.record(
  {
    id: fc.oneof(
      fc.constantFrom("GHSA-2222-3333-4444", "MAL-2030-1", "LWA-2030-0001", "OWN:7"),
      fc.string({ unit: fc.constantFrom("A", "z", "0", "-", ":", "é"), maxLength: 8 }),
    ),
    modified: fc.oneof(
      fc.constantFrom(
        "2030-01-01T00:00:00Z",
        "2030-01-01T00:00:00.000000001Z",
        "9999-12-31T23:59:59-23:59",
        "0000-01-01",
      ),
      fc.jsonValue(),
    ),
    published: fc.oneof(fc.constantFrom("2030-01-01T00:00:00.123456Z", "2030-01-01"), fc.jsonValue()),
    withdrawn: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(null, "") },
      { weight: 1, arbitrary: fc.jsonValue() },
    ),
    aliases: fc.oneof(
      fc.array(fc.constantFrom("CVE-2030-1", "MAL-2030-2", "GHSA-2222-3333-4444")),
      fc.jsonValue(),
    ),
    severity: fc.oneof(
      fc.constant([{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }]),
      fc.jsonValue(),
    ),
    database_specific: fc.oneof(
      fc.constantFrom(
        { severity: "HIGH" },
        { "malicious-packages-origins": [{ source: "ghsa-malware" }, { source: "other" }] },
        { cwe_ids: ["CWE-506"] },
        { leitwacht: { category: "malware" } },
      ),
      fc.jsonValue(),
    ),
    affected: fc.oneof({ weight: 4, arbitrary: fc.array(entry) }, { weight: 1, arbitrary: fc.jsonValue() }),
  },
  { requiredKeys: ["id", "modified", "affected"] },
);
