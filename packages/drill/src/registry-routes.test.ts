import * as fc from "fast-check";
import { expect, test } from "vitest";

import { tryAnswerBulkAudit } from "./bulk-audit.ts";
import { parseRoute, tryParsePath } from "./registry-routes.ts";
import type { Route } from "./registry-routes.ts";

const routes: readonly (readonly [url: string, route: Route])[] = [
  ["/axios", { kind: "packument", name: "axios" }],
  ["/axios?write=true", { kind: "packument", name: "axios" }],
  ["/@s%2fb", { kind: "packument", name: "@s/b" }],
  ["/@s/b", { kind: "packument", name: "@s/b" }],
  ["/@s/b/latest", { kind: "version", name: "@s/b", selector: "latest" }],
  ["/axios/1.0.0-rc.1%2Bbuild", { kind: "version", name: "axios", selector: "1.0.0-rc.1+build" }],
  ["/@s%2Fb/-/b-1.0.0.tgz", { kind: "tarball", name: "@s/b", file: "b-1.0.0.tgz" }],
  ["/-/package/@s%2fb/dist-tags", { kind: "dist-tags", name: "@s/b" }],
  ["/-/npm/v1/attestations/@s%2fb@1.0.0", { kind: "attestations", name: "@s/b", version: "1.0.0" }],
  ["/-/npm/v1/attestations/axios", { kind: "unknown" }],
  ["/-/npm/v1/keys", { kind: "keys" }],
  ["/-/ping?write=true", { kind: "ping" }],
  ["/-/v1/search?text=axios", { kind: "search" }],
  ["/-/npm/v1/security/advisories/bulk", { kind: "bulk-audit" }],
  ["/", { kind: "unknown" }],
  ["/a/b/c/d", { kind: "unknown" }],
];

test.each(routes)("parseRoute reads %s", (url, route) => {
  expect(parseRoute(tryParsePath(url) ?? "")).toEqual(route);
});

test("tryParsePath answers undefined for broken escapes", () => {
  expect(tryParsePath("/%zz")).toBeUndefined();
});

test("parseRoute names no package that holds a slash beyond its scope", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const route = parseRoute(`/${text}`);

      const name = route.kind === "packument" ? route.name : "a";
      expect(name).toMatch(/^(?:@[^/]+\/)?[^/]+$/);
    }),
  );
});

test("tryAnswerBulkAudit answers an object or nothing, whatever the body", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(Buffer.from)), (body) => {
      const answer = tryAnswerBulkAudit(Buffer.from(body), {});

      expect(answer ?? {}).toEqual({});
    }),
  );
});
