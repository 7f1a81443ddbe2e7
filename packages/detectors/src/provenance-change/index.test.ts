import type { AttestationCheck, ProvenanceFacts } from "@lockkeeper/trust";
import { expect, test } from "vitest";

import { subjectOf } from "../../test/sample.ts";
import { detect, type Subject } from "../index.ts";
import { provenanceChange } from "./index.ts";

const build: ProvenanceFacts = {
  repository: "https://github.com/sample/sample",
  workflow: ".github/workflows/release.yml",
  ref: "refs/heads/main",
  commit: "c0ffee",
  builder: undefined,
  trigger: "push",
  runner: "github-hosted",
};

function check(provenance: ProvenanceFacts): AttestationCheck {
  return { kind: "verified", facts: { provenance, hasPublishAttestation: true, loggedAt: undefined } };
}

function findingsOf(after: Partial<ProvenanceFacts>, repository?: string): readonly string[] {
  const manifest = { name: "sample", version: "1.0.0" };
  const subject = subjectOf({
    "package.json": JSON.stringify(manifest),
    "registry/packument.json": JSON.stringify({
      name: "sample",
      versions: { "1.0.0": { ...manifest, repository } },
    }),
  });
  if (subject.registry.state !== "present") throw new Error("The sample has no packument.");
  const registry: Subject["registry"] = {
    state: "present",
    value: {
      ...subject.registry.value,
      attestations: { state: "present", value: check({ ...build, ...after }) },
      attestationsBefore: { state: "present", value: check(build) },
    },
  };
  return detect({ ...subject, registry }, [provenanceChange]).findings.map(
    ({ strength, after: value }) => `${strength} ${value ?? ""}`,
  );
}

test("provenanceChange says nothing of a release that was built as the one before", () => {
  expect(findingsOf({ commit: "decade" }, "git+https://github.com/sample/sample.git")).toEqual([]);
});

test.each([
  [{ repository: "https://github.com/other/sample" }, "strong https://github.com/other/sample"],
  [{ repository: "https://github.com/sample/moved" }, "supporting https://github.com/sample/moved"],
  [{ workflow: ".github/workflows/x.yml" }, "supporting .github/workflows/x.yml"],
  [{ ref: "refs/heads/patch-7" }, "supporting refs/heads/patch-7"],
])("provenanceChange tells %j", (after, finding) => {
  expect(findingsOf(after)).toEqual([finding]);
});

test("provenanceChange does not mind tags and the branches on which releases are made", () => {
  expect(findingsOf({ ref: "refs/tags/v1.0.0" })).toEqual([]);
});

test("provenanceChange compares what was built with what the manifest names", () => {
  expect(findingsOf({}, "https://github.com/victim/sample")).toEqual([
    "supporting https://github.com/sample/sample",
  ]);
});
