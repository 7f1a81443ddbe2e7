import type { Finding } from "@lockkeeper/core";
import type { Inspection, InspectionTarget, InspectOptions, Inspector } from "@lockkeeper/inspect";

import type { Engine } from "../src/engine.ts";

/** A finding with what a test says of it. */
export function finding(parts: Partial<Finding> & Pick<Finding, "id">): Finding {
  return {
    family: "graph",
    strength: "strong",
    technique: undefined,
    message: `Something of ${parts.id}.`,
    location: undefined,
    excerpt: undefined,
    before: undefined,
    after: undefined,
    ...parts,
  };
}

/** An inspection with what a test says of it; an allowed one unless it says otherwise. */
export function inspection(parts: Partial<Inspection> & Pick<Inspection, "spec">): Inspection {
  const at = parts.spec.lastIndexOf("@");
  return {
    name: at > 0 ? parts.spec.slice(0, at) : parts.spec,
    version: at > 0 ? parts.spec.slice(at + 1) : "1.0.0",
    integrity: undefined,
    verdict: "allow",
    reasons: [{ code: "summary", message: "Nothing was found that speaks against this version." }],
    findings: [],
    facts: {},
    engine: { version: "1.2.3", rules: "0123456789abcdef", data: "ec1235ba58ee" },
    durationMs: 12.3,
    error: undefined,
    ...parts,
  };
}

/** The night's axios, as an inspector sees it before any feed knows. */
export const blockedAxios: Inspection = inspection({
  spec: "axios@1.14.1",
  integrity: "sha512-abc",
  verdict: "block",
  reasons: [{ code: "summary", message: "A new dependency runs a script; and its publisher changed." }],
  findings: [
    finding({
      id: "dependency-unseen",
      strength: "decisive",
      technique: "T1195.001",
      message:
        "A new dependency, plain-crypto-js@4.2.1, was published 22 minutes before this release, is imported by nothing in the package and runs a script at install (postinstall).",
      location: { file: "package.json", line: 34, column: 5 },
      excerpt: '"plain-crypto-js": "^4.2.1"',
      after: "^4.2.1",
    }),
    finding({
      id: "publisher-change",
      family: "identity",
      message:
        "The account jasonsaayman published under the address \u001b[31mifstap@proton.invalid; it is new.",
      before: "GitHub Actions <npm-oidc@host.example>",
      after: "jasonsaayman <ifstap@proton.invalid>",
    }),
    finding({ id: "install-hook", family: "trigger", strength: "context" }),
  ],
  facts: {
    releases: 90,
    publishedAt: "2026-03-31T00:21:00.000Z",
    predecessor: { version: "1.14.0", isSameLine: true, publishedAt: "2026-03-27T21:40:00.000Z" },
    evidence: { registry: "present", signatures: "unavailable: the registry serves no signatures" },
    gaps: [],
  },
});

/** What was asked of a fake inspector. */
export interface AskedInspection {
  readonly target: InspectionTarget;
  readonly options: InspectOptions | undefined;
}

/** An engine whose inspector answers from a list, by spec or path; what is not in it is unknown. */
export function createFakeInspectorEngine(
  answers: readonly Inspection[],
  asked: AskedInspection[] = [],
): Partial<Engine> {
  const inspector: Inspector = {
    async inspect(target, options) {
      asked.push({ target, options });
      const spec =
        target.kind === "spec" ? target.spec : target.kind === "bytes" ? target.label : target.path;
      const answer = answers.find((each) => each.spec === spec);
      if (answer !== undefined) return answer;
      const error = {
        code: "INSPECT_NO_PACKAGE",
        message: `Cannot inspect "${spec}" as there is none`,
        hint: null,
      };
      return inspection({
        spec,
        name: undefined,
        version: undefined,
        verdict: "unknown",
        reasons: [{ code: error.code, message: error.message }],
        error,
      });
    },
    glance: () => Promise.reject(new TypeError("Not asked for in this test")),
    fetch: () => Promise.reject(new TypeError("Not asked for in this test")),
    compare: () => Promise.reject(new TypeError("Not asked for in this test")),
    close: async () => undefined,
  };
  return { openInspector: async () => inspector };
}
