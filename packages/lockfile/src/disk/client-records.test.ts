import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { LockfileError } from "../errors.ts";
import { lockfileLimits } from "../locked-package.ts";
import { parsePnpmModules, parseYarnIntegrity, parseYarnState, tryParseLocator } from "./client-records.ts";
import { parsePlugMap } from "./plug-map.ts";
import { tryParseStoreFolder } from "./store-folders.ts";
import { readYarnArchive } from "./yarn-zip.ts";

const limits = lockfileLimits;

function orLockfileError(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof LockfileError) return undefined;
    throw error;
  }
}

describe("parseYarnState", () => {
  test("tells the place of every package of a registry, also behind peers and patches", () => {
    const text = `__metadata:
  version: 1

"fine@npm:1.0.0":
  locations:
    - "node_modules/fine"
    - "node_modules/other/node_modules/fine"

"@scope/peers@virtual:0123abcd#npm:2.0.0-rc.1":
  locations:
    - "node_modules/@scope/peers"

"patched@patch:patched@npm%3A3.0.0#optional!builtin<compat/patched>::version=3.0.0&hash=5786d5":
  locations:
    - "node_modules/patched"

"app@workspace:.":
  locations:
    - ""
`;

    const { byPlace } = parseYarnState(text, limits);

    expect([...byPlace]).toEqual([
      ["node_modules/fine", [{ name: "fine", version: "1.0.0" }]],
      ["node_modules/other/node_modules/fine", [{ name: "fine", version: "1.0.0" }]],
      ["node_modules/@scope/peers", [{ name: "@scope/peers", version: "2.0.0-rc.1" }]],
      ["node_modules/patched", [{ name: "patched", version: "3.0.0" }]],
    ]);
  });

  test("throws nothing but its own errors", () => {
    fc.assert(fc.property(fc.string(), (text) => void orLockfileError(() => parseYarnState(text, limits))));
  });
});

describe("tryParseLocator", () => {
  test("says nothing of what comes from no registry", () => {
    const locators = ["a@workspace:.", "a@https://x.example/a.tgz", "a@npm:latest", "a@patch:", "a", ""];

    expect(locators.map(tryParseLocator)).toEqual(locators.map(() => undefined));
  });
});

describe("parseYarnIntegrity", () => {
  test("tells the versions of every name, of aliases those that they stand for", () => {
    const lockfileEntries = {
      "fine@^1.0.0":
        "https://registry.example/fine/-/fine-1.2.0.tgz#0123456789abcdef0123456789abcdef01234567",
      "fine@^2.0.0":
        "https://registry.example/fine/-/fine-2.0.0.tgz#0123456789abcdef0123456789abcdef01234567",
      "alias@npm:@scope/real@1":
        "https://registry.example/@scope/real/-/real-1.0.0.tgz#0123456789abcdef01234567",
      "from-git@x/y": "https://codeload.github.com/x/y/tar.gz/0123456789abcdef0123456789abcdef01234567",
    };

    const { byName } = parseYarnIntegrity(JSON.stringify({ lockfileEntries }), limits);

    expect([...byName]).toEqual([
      [
        "fine",
        [
          { name: "fine", version: "1.2.0" },
          { name: "fine", version: "2.0.0" },
        ],
      ],
      ["alias", [{ name: "@scope/real", version: "1.0.0" }]],
    ]);
  });

  test("throws nothing but its own errors", () => {
    const addresses = fc.dictionary(fc.string(), fc.webUrl({ withFragments: true }));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          addresses.map((lockfileEntries) => JSON.stringify({ lockfileEntries })),
        ),
        (text) => {
          orLockfileError(() => parseYarnIntegrity(text, limits));
        },
      ),
    );
  });
});

describe("parsePnpmModules", () => {
  test("tells the places of a flat tree, and the store", () => {
    const text = JSON.stringify({
      nodeLinker: "hoisted",
      storeDir: "/home/me/.local/share/pnpm/store/v10",
      hoistedLocations: {
        "fine@1.0.0(peer@2.0.0)": ["node_modules/fine"],
        "/@scope/old@1.0.0": ["node_modules/@scope/old"],
        "git@https://codeload.github.com/x/y/tar.gz/abc": ["node_modules/git"],
      },
    });

    const { isHoisted, records, storeFolder } = parsePnpmModules(text, limits);

    expect(isHoisted).toBe(true);
    expect(storeFolder).toBe("/home/me/.local/share/pnpm/store/v10");
    expect([...records.byPlace]).toEqual([
      ["node_modules/fine", [{ name: "fine", version: "1.0.0" }]],
      ["node_modules/@scope/old", [{ name: "@scope/old", version: "1.0.0" }]],
    ]);
  });

  test("throws nothing but its own errors", () => {
    fc.assert(fc.property(fc.string(), (text) => void orLockfileError(() => parsePnpmModules(text, limits))));
  });
});

describe("tryParseStoreFolder", () => {
  test.each([
    ["pnpm", "fine@1.0.0", "fine", "1.0.0"],
    ["pnpm", "@scope+fine@1.0.0-rc.1_react@18.2.0", "@scope/fine", "1.0.0-rc.1"],
    ["pnpm", "fine@1.0.0_0123456789abcdef0123456789abcdef", "fine", "1.0.0"],
    ["bun", "@scope+fine@1.0.0+0123456789abcdef", "@scope/fine", "1.0.0"],
  ] as const)("of %s's %s is %s %s", (client, folder, name, version) => {
    expect(tryParseStoreFolder(client, folder)).toEqual({ name, version });
  });

  test.each([
    "fine@https+++registry.example+fine.tgz",
    "fine@file+..+fine",
    "node_modules",
    "lock.yaml",
    // Cut: the version may have been longer.
    `${"long-name-".repeat(8)}@1.0.0_0123456789abcdef0123456789abcdef`,
  ])("says nothing of %s", (folder) => {
    expect(tryParseStoreFolder("pnpm", folder)).toBeUndefined();
  });

  test("throws nothing", () => {
    fc.assert(fc.property(fc.string(), (text) => void tryParseStoreFolder("pnpm", `a@1.0.0${text}`)));
  });
});

describe("parsePlugMap", () => {
  const state = {
    packageRegistryData: [
      [null, [[null, { packageLocation: "./" }]]],
      ["it's", [["npm:1.0.0", { packageLocation: "./.yarn/cache/its.zip/node_modules/it's/" }]]],
    ],
  };
  const expected = [
    { name: "it's", reference: "npm:1.0.0", location: "./.yarn/cache/its.zip/node_modules/it's/" },
  ];

  test("reads the text in the JavaScript, without running it", () => {
    const text = JSON.stringify(state, undefined, 2)
      .replaceAll("\\", "\\\\")
      .replaceAll("'", "\\'")
      .replaceAll("\n", "\\\n");

    const map = `#!/usr/bin/env node\n/* eslint-disable */\nconst RAW_RUNTIME_STATE =\n'${text}';\n\nfunction setup() {}\n`;

    expect(parsePlugMap(map, limits)).toEqual(expected);
    expect(parsePlugMap(map.replaceAll("\n", "\r\n"), limits)).toEqual(expected);
  });

  test("reads the data beside it", () => {
    expect(parsePlugMap(JSON.stringify(state), limits)).toEqual(expected);
  });

  test("refuses what is cut", () => {
    expect(() => parsePlugMap("const RAW_RUNTIME_STATE =\n'{\\\n  \"pack", limits)).toThrow(
      "its text has no end",
    );
  });

  test("throws nothing but its own errors", () => {
    const whole = fc.string().map((text) => `const RAW_RUNTIME_STATE =\n'${text}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), whole, fc.json()), (text) => {
        orLockfileError(() => parsePlugMap(text, limits));
      }),
    );
  });
});

describe("readYarnArchive", () => {
  test("throws nothing but its own errors, whatever is changed in an archive", () => {
    const small = Buffer.from(
      "504b03040a00000000000000210000000000020000000200000016006e6f64655f6d6f64756c65732f662f612e747874" +
        "68690000504b01021e030a00000000000000210000000000020000000200000016000000000000000000000000000000" +
        "00006e6f64655f6d6f64756c65732f662f612e747874504b050600000000010001004400000036000000" +
        "0000",
      "hex",
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, at) => {
        const broken = Buffer.concat([small.subarray(0, at), bytes, small.subarray(at)]);
        orLockfileError(() => readYarnArchive("f", broken));
        orLockfileError(() => readYarnArchive("f", bytes));
      }),
    );
  });
});
