import type { ClientKind } from "@lockkeeper/clients";
import { parseSettings } from "@lockkeeper/clients";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { editSetting, replaceOnLine } from "./edit-setting.ts";
import { cooldownSetting } from "./settings-of-policy.ts";
import type { ClientSetting } from "./settings-of-policy.ts";

const day = 86_400_000;

function settingOf(client: ClientKind, ageMs = 3 * day): ClientSetting {
  const setting = cooldownSetting(client, ageMs);
  if (setting === undefined) throw new Error(`${client} has no such setting`);
  return setting;
}

describe("cooldownSetting", () => {
  test.each([
    ["npm", ".npmrc", "min-release-age", "3"],
    ["pnpm", "pnpm-workspace.yaml", "minimumReleaseAge", "4320"],
    ["yarn-berry", ".yarnrc.yml", "npmMinimalAgeGate", "4320"],
    ["bun", "bunfig.toml", "minimumReleaseAge", "259200"],
  ] as const)("counts 72 hours in the unit of %s", (client, file, key, value) => {
    expect(settingOf(client)).toMatchObject({ file, key, value });
  });

  test("rounds up, so that no client waits less than the policy", () => {
    expect(settingOf("npm", day + 1).value).toBe("2");
    expect(settingOf("bun", 1).value).toBe("1");
  });

  test("says that Yarn 1 has none", () => {
    expect(cooldownSetting("yarn-classic", day)).toBeUndefined();
  });
});

describe("editSetting", () => {
  test.each([
    ["npm", "registry=https://registry.example/", "registry=https://registry.example/\nmin-release-age=3\n"],
    ["npm", "min-release-age = 0\r\na=b\r\n", "min-release-age = 3\r\na=b\r\n"],
    ["pnpm", "packages:\n  - a\n", "packages:\n  - a\nminimumReleaseAge: 4320\n"],
    ["pnpm", "minimumReleaseAge: 3 # days?\n", "minimumReleaseAge: 4320 # days?\n"],
    [
      "bun",
      "[test]\na = 1\n\n[install]\nexact = true\n",
      "[test]\na = 1\n\n[install]\nminimumReleaseAge = 259200\nexact = true\n",
    ],
    ["bun", "[install]\nminimumReleaseAge = 3\n", "[install]\nminimumReleaseAge = 259200\n"],
    ["bun", "", "[install]\nminimumReleaseAge = 259200\n"],
  ] as const)("writes it for %s into %j", (client, before, after) => {
    expect(editSetting(before, settingOf(client))).toBe(after);
  });

  test("is read back by the client's own rules, whatever else the file says", () => {
    const lines = fc.array(fc.constantFrom("a=b", "; remark", "", "registry=https://registry.example/"), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(lines, fc.constantFrom("\n", "\r\n"), (others, lineEnd) => {
        const before = others.join(lineEnd);

        const after = editSetting(before, settingOf("npm"));

        const found = parseSettings("ini", after, {}).find(({ path }) => path[0] === "min-release-age");
        expect(found?.value).toBe("3");
        expect(after.startsWith(before)).toBe(true);
      }),
    );
  });
});

describe("replaceOnLine", () => {
  test("changes that line and no other", () => {
    const changed = replaceOnLine("a=false\r\nb=false\n", 2, (line) => line.replace("false", "true"));

    expect(changed).toBe("a=false\r\nb=true\n");
  });

  test("leaves a text that has no such line", () => {
    expect(replaceOnLine("a", 9, () => "b")).toBe("a");
  });
});
