import { expect, test } from "vitest";

import { subjectOf } from "../../test/sample.ts";
import { detect } from "../index.ts";
import { trustDowngrade } from "./index.ts";

const machine = {
  name: "GitHub Actions",
  email: "npm-oidc-no-reply@github.com",
  trustedPublisher: { id: "github" },
};
const mia = { name: "mia", email: "mia@mail.example" };
const attested = { attestations: { provenance: { predicateType: "https://slsa.dev/provenance/v1" } } };

type Manifest = Readonly<Record<string, unknown>>;

/** The strength of what is said of 1.0.9, published after three releases like `before`. */
function strengthOf(
  last: Manifest,
  before: Manifest = { _npmUser: mia, dist: attested },
  version = "1.0.9",
): string | undefined {
  const versions: Record<string, Manifest> = {};
  const time: Record<string, string> = { created: "2025-01-01T00:00:00Z" };
  for (const [month, name] of ["1.0.0", "1.0.1", "1.0.2"].entries()) {
    versions[name] = { version: name, gitHead: "c0ffee", maintainers: [mia], ...before };
    time[name] = `2025-0${String(month + 1)}-01T00:00:00Z`;
  }
  versions[version] = { version, gitHead: "c0ffee", maintainers: [mia], ...last };
  time[version] = "2025-06-01T00:00:00Z";
  const subject = subjectOf({
    "package.json": JSON.stringify({ name: "sample", version }),
    "registry/packument.json": JSON.stringify({ name: "sample", time, versions }),
  });
  return detect(subject, [trustDowngrade]).findings[0]?.strength;
}

const stranger = { name: "mia", email: "m91@elsewhere.example" };
const hidden = { name: "mia", email: "m91@proton.me" };
const byMachine = { _npmUser: machine, dist: attested };

test.each([
  ["a known person and nothing else new", { _npmUser: mia }, undefined, "supporting"],
  ["a person after a machine", { _npmUser: mia }, byMachine, "strong"],
  ["a commit that is not named", { _npmUser: mia, gitHead: undefined }, undefined, "strong"],
  ["an address that nobody used", { _npmUser: stranger }, undefined, "strong"],
  ["a new dependency", { _npmUser: mia, dependencies: { left: "^1.0.0" } }, undefined, "strong"],
  ["a new script at install", { _npmUser: mia, scripts: { postinstall: "node x.js" } }, undefined, "strong"],
  [
    "a new address and a new dependency",
    { _npmUser: stranger, dependencies: { left: "^1.0.0" } },
    undefined,
    "decisive",
  ],
  ["a hidden address, by hand after a machine", { _npmUser: hidden }, byMachine, "decisive"],
  ["provenance that is left when a person approves", { _npmUser: mia, dist: attested }, byMachine, "context"],
])("trustDowngrade with %s", (_what, last, before, strength) => {
  expect(strengthOf(last, before)).toBe(strength);
});

test("trustDowngrade is milder for the first release of a new line", () => {
  expect(strengthOf({ _npmUser: mia, dependencies: { left: "^1.0.0" } }, byMachine, "2.0.0")).toBe(
    "supporting",
  );
  expect(strengthOf({ _npmUser: stranger }, byMachine, "2.0.0")).toBe("strong");
});

test("trustDowngrade says nothing where nothing is known of publishing", () => {
  expect(strengthOf({}, {})).toBeUndefined();
});
