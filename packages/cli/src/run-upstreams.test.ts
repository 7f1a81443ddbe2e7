import { describe, expect, test } from "vitest";

import { userScopes } from "./run-upstreams.ts";

const none = { upstreams: [] };

describe("userScopes", () => {
  test("makes upstreams of the user's own scopes, with the nearest token", () => {
    const found = userScopes(none, {
      scopes: new Map([["@acme", "https://forge.example/api/npm/"]]),
      projectScopes: new Map(),
      tokens: new Map([
        ["//forge.example/", "far"],
        ["//forge.example/api/npm/", "near"],
        ["//other.example/", "other"],
      ]),
    });

    expect(found).toEqual([
      {
        id: "user-scope-1",
        url: "https://forge.example/api/npm/",
        isPrivate: true,
        scopes: ["@acme"],
        token: "near",
      },
    ]);
  });

  test("follows a project's scope only where the user has a token for its registry", () => {
    const projectScopes = new Map([
      ["@known", "https://forge.example/npm/"],
      ["@types", "https://elsewhere.invalid/"],
      ["@near", "https://forge.example.invalid/"],
    ]);

    const found = userScopes(none, {
      scopes: new Map(),
      projectScopes,
      tokens: new Map([["//forge.example/", "t"]]),
    });

    expect(found.map(({ scopes }) => scopes)).toEqual([["@known"]]);
  });

  test("leaves scopes alone that an upstream has already, and addresses that are none", () => {
    const scopes = new Map([
      ["@acme", "https://other.example/"],
      ["@odd", "ftp://odd.example/"],
    ]);
    const upstreams = [{ id: "acme", url: "https://acme.example/", isPrivate: true, scopes: ["@acme"] }];

    expect(userScopes({ upstreams }, { scopes, projectScopes: new Map(), tokens: new Map() })).toEqual([]);
  });
});
