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
