import { describe, expect, test } from "vitest";

import { presetPolicy } from "./build-document.ts";
import { incidentOfFile, tightenByIncidents } from "./incident-policies.ts";
import { policyRevision } from "./revision.ts";

const freeze = `version: 1\ncooldown: { age: 168h, effect: hold, securityFixes: false }\n`;
const deny = `version: 1\ndeny: [{ match: "axios@1.14.1 || 0.30.4", reason: incident }]\n`;

describe("tightenByIncidents", () => {
  test("tightenByIncidents adds what each incident asks for, and changes the revision", () => {
    const before = presetPolicy("balanced");
    const after = tightenByIncidents(before, [
      { id: "axios-2026-1", text: freeze },
      { id: "other", text: deny },
    ]);

    expect(after.deny.map(({ match }) => match)).toEqual(["axios@1.14.1 || 0.30.4"]);
    expect(after.cooldown.securityFixes).toBe(false);
    expect([after.cooldown, ...after.cooldown.tightenedBy].map(({ ageMs }) => ageMs)).toContain(
      168 * 3_600_000,
    );
    expect(policyRevision(after)).not.toBe(policyRevision(before));
    expect(tightenByIncidents(before, [])).toBe(before);
  });

  test("tightenByIncidents loosens nothing, and passes over no document that it cannot read", () => {
    const strict = presetPolicy("strict");
    const loose = `version: 1\npreset: relaxed\nexceptions: []\ncooldown: { age: 1h }\n`;

    const after = tightenByIncidents(strict, [{ id: "x", text: loose }]);

    expect(after.cooldown.ageMs).toBe(strict.cooldown.ageMs);
    expect(after.malware).toBe("block");
    expect(() => tightenByIncidents(strict, [{ id: "x", text: "version: 1\nnothing: 1" }])).toThrow(
      "incident x",
    );
  });

  test("incidentOfFile knows the files of incidents by their names", () => {
    expect(incidentOfFile("axios-2026-20260331t0600z.yaml")).toBe("axios-2026-20260331t0600z");
    expect(["../x.yaml", "a.yaml.new", ".yaml", "A.yaml"].map(incidentOfFile)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
