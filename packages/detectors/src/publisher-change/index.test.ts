import { expect, test } from "vitest";

import { subjectOf } from "../../test/sample.ts";
import { detect } from "../index.ts";
import { publisherChange } from "./index.ts";

const mia = { name: "mia", email: "mia@mail.example" };

type Manifest = Readonly<Record<string, unknown>>;

/** What is said of 1.0.9, published after three releases by mia. */
function findingOf(last: Manifest): ReturnType<typeof detect>["findings"][number] | undefined {
  const months = ["1.0.0", "1.0.1", "1.0.2"].map(
    (version, month) => [version, `2025-0${String(month + 1)}-01`] as const,
  );
  const subject = subjectOf({
    "package.json": JSON.stringify({ name: "sample", version: "1.0.9" }),
    "registry/packument.json": JSON.stringify({
      name: "sample",
      time: { created: "2025-01-01", ...Object.fromEntries(months), "1.0.9": "2025-06-01" },
      versions: {
        ...Object.fromEntries(
          months.map(([version]) => [
            version,
            { version, gitHead: "c0ffee", maintainers: [mia], _npmUser: mia },
          ]),
        ),
        "1.0.9": { version: "1.0.9", gitHead: "c0ffee", maintainers: [mia], ...last },
      },
    }),
  });
  return detect(subject, [publisherChange]).findings[0];
}

const moved = { name: "mia", email: "mia@elsewhere.example" };
const noa = { name: "noa", email: "noa@mail.example" };
const dependencies = { left: "^1.0.0" };
const scripts = { postinstall: "node x.js" };

test.each([
  ["the same person", { _npmUser: mia, dependencies, scripts }, undefined],
  ["a moved address and nothing else", { _npmUser: moved }, "supporting"],
  ["a moved address and a new dependency", { _npmUser: moved, dependencies }, "strong"],
  ["a moved address and a new script at install", { _npmUser: moved, scripts }, "strong"],
  ["a moved address and no commit", { _npmUser: moved, gitHead: undefined }, "strong"],
  ["an address that hides who is behind it", { _npmUser: { name: "mia", email: "m@tuta.io" } }, "strong"],
  ["somebody new", { _npmUser: noa }, "supporting"],
  ["somebody new and a new dependency", { _npmUser: noa, dependencies }, "supporting"],
  ["somebody new and a new script at install", { _npmUser: noa, scripts }, "strong"],
])("publisherChange with %s", (_what, last, strength) => {
  expect(findingOf(last)?.strength).toBe(strength);
});

test("publisherChange shows the address that the account had", () => {
  expect(findingOf({ _npmUser: moved })).toMatchObject({
    before: "mia <mia@mail.example>",
    after: "mia <mia@elsewhere.example>",
  });
});

test("publisherChange holds a hand-over that brings a stranger's young package along", () => {
  const packument = {
    name: "sample",
    time: { created: "2015-01-01", "1.0.0": "2016-01-01", "1.0.9": "2018-09-09" },
    versions: {
      "1.0.0": { version: "1.0.0", _npmUser: mia, maintainers: [mia] },
      "1.0.9": { version: "1.0.9", _npmUser: noa, maintainers: [noa], dependencies },
    },
  };
  const delta = {
    dependency: { name: "left", spec: "^1.0.0", kind: "dependencies" },
    source: "registry",
    target: "left",
    resolved: { state: "present", value: "1.0.0" },
    packageAge: { state: "present", value: 4 * 86_400_000 },
    versionAge: { state: "present", value: 4 * 86_400_000 },
    versionCount: { state: "present", value: 1 },
    publisher: { state: "absent" },
    verdict: { state: "absent" },
    isPopular: false,
    isRelated: false,
    isImported: true,
    isMentioned: false,
    installScripts: [],
    findings: [],
  };
  const sample = {
    "package.json": JSON.stringify({ name: "sample", version: "1.0.9", dependencies }),
    "registry/packument.json": JSON.stringify(packument),
  };

  const alone = detect(subjectOf(sample), [publisherChange]).findings;
  const together = detect(subjectOf({ ...sample, "registry/dependencies.json": JSON.stringify([delta]) }), [
    publisherChange,
  ]).findings;

  expect(alone.map(({ strength }) => strength)).toEqual(["supporting"]);
  expect(together.map(({ strength }) => strength)).toEqual(["strong"]);
});
