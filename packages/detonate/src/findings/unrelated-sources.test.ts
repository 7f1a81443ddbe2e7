import { expect, test } from "vitest";

import { tried } from "../../test/tried.ts";
import { isAskingUnrelated, readProjectHome } from "./unrelated-sources.ts";

const home = readProjectHome(
  JSON.stringify({
    name: "@acme/quickform",
    repository: { type: "git", url: "git+https://github.com/acmeworks/quickform.git" },
    homepage: "https://www.quickform-docs.example/start",
  }),
);

function isUnrelated(...urls: readonly string[]): boolean {
  return isAskingUnrelated(
    urls.map((url) => tried({ kind: "network", api: "https.request", data: { url } })),
    home,
  );
}

test.each([
  "https://github.com/acmeworks/quickform/releases/download/v1/quickform-linux-x64",
  "https://bucket.s3.amazonaws.com/quickform/v1/quickform.tgz",
  "https://dl.quickform-docs.example/v1/tool",
  "https://cdn.acmeworks.example/tool",
  "https://packages.example/other/-/other-1.0.0.tgz",
])("isAskingUnrelated knows %s for the project's own", (url) => {
  expect(isUnrelated(url)).toBe(false);
});

test.each([
  "https://cdn.dl-files.invalid/quickform-linux-x64",
  "https://github.com/somebody/drops/releases/download/v1/tool",
  "https://bucket.s3.amazonaws.com/tool",
])("isAskingUnrelated knows %s for somebody else's", (url) => {
  expect(isUnrelated(url)).toBe(true);
});

test("isAskingUnrelated says nothing where one host is the project's, where none is asked, or nothing is known", () => {
  const asked = tried({ kind: "network", api: "fetch", data: { url: "https://cdn.dl-files.invalid/a" } });

  expect(isUnrelated("https://cdn.dl-files.invalid/a", "https://cdn.acmeworks.example/b")).toBe(false);
  expect(isUnrelated()).toBe(false);
  expect(isAskingUnrelated([asked], readProjectHome("{}"))).toBe(false);
  expect(readProjectHome("no manifest")).toBeUndefined();
});
