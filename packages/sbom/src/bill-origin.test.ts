import { describe, expect, test } from "vitest";

import { parseBill } from "./index.ts";

function originOf(document: object): unknown {
  return parseBill(Buffer.from(JSON.stringify(document))).origin;
}

const cycloneDx = { bomFormat: "CycloneDX", specVersion: "1.5", components: [] };
const spdx = { spdxVersion: "SPDX-2.3", SPDXID: "SPDXRef-DOCUMENT", name: "x", packages: [] };
const createdAt = Date.parse("2026-03-31T01:00:00Z");

describe("parseBill and the origin of a bill", () => {
  test.each([
    ["of a build", { lifecycles: [{ phase: "build" }] }, "built"],
    ["of a source", { lifecycles: [{ phase: "pre-build" }] }, "source"],
    ["of an image", { component: { type: "container", name: "img" } }, "built"],
    ["of nothing it says", {}, "unknown"],
    ["with nonsense in it", { lifecycles: "x", component: 3 }, "unknown"],
  ])("a bill of CycloneDX %s", (_what, metadata, subject) => {
    const document = { ...cycloneDx, metadata: { timestamp: "2026-03-31T01:00:00Z", ...metadata } };

    expect(originOf(document)).toEqual({ createdAt, subject });
  });

  test("SPDX 2 says when, and that it is of a container", () => {
    const packages = [{ SPDXID: "SPDXRef-i", name: "img", primaryPackagePurpose: "CONTAINER" }];
    const creationInfo = { created: "2026-03-31T01:00:00Z" };

    expect(originOf({ ...spdx, creationInfo })).toEqual({ createdAt, subject: "unknown" });
    expect(originOf({ ...spdx, creationInfo, packages })).toEqual({ createdAt, subject: "built" });
  });

  test("a time that is none is not told", () => {
    expect(originOf({ ...cycloneDx, metadata: { timestamp: "yesterday" } })).toEqual({
      createdAt: undefined,
      subject: "unknown",
    });
  });
});
