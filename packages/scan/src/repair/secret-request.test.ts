import { parseSettings } from "@lockkeeper/clients";
import type { ClientKind, ClientSettings, SettingsFormat } from "@lockkeeper/clients";
import { presetPolicy } from "@lockkeeper/policy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { findSettingFaults } from "../rules/find-settings.ts";
import { listLiteralSecrets } from "../rules/literal-secrets.ts";
import { graphOf, projectOf } from "../../test/project-scene.ts";
import type { RepairState } from "./repair-state.ts";
import { workSecrets } from "./secret-request.ts";

const clients: Readonly<Record<string, { readonly kind: ClientKind; readonly format: SettingsFormat }>> = {
  ".npmrc": { kind: "npm", format: "ini" },
  ".yarnrc.yml": { kind: "yarn-berry", format: "yaml" },
  "bunfig.toml": { kind: "bun", format: "toml" },
};

function settingsOf(file: string, text: string): ClientSettings {
  const { kind, format } = clients[file] ?? { kind: "npm", format: "ini" };
  const settings = parseSettings(format, text, {}).map((each) => ({
    path: each.path,
    value: each.value,
    origin: { kind: "file", level: "project", file, line: each.line } as const,
  }));
  return { client: { kind, version: "9.9.9", major: 9 }, settings, unreadable: [], files: [] };
}

function stateOf(files: Readonly<Record<string, string>>): RepairState {
  const settings = Object.entries(files).map(([file, text]) => settingsOf(file, text));
  return {
    project: projectOf(graphOf([]), { settings }),
    texts: new Map(Object.entries(files)),
    findings: [],
  };
}

function mend(files: Readonly<Record<string, string>>, file: string): string {
  const worked = workSecrets(file, stateOf(files));
  if (worked.kind !== "worked") throw new TypeError(`it is ${worked.kind}`);
  return worked.changes[0]?.after ?? "";
}

const token = "npm_0123456789abcdefghijklmnopqrstuvwxyz";

describe("workSecrets()", () => {
  test.each([
    [".npmrc", `//r.example/:_authToken=${token}\n`, "//r.example/:_authToken=${NPM_TOKEN}\n"],
    [
      ".npmrc",
      `//r.example/:_authToken = "${token}" \r\na=b\r\n`,
      '//r.example/:_authToken = "${NPM_TOKEN}" \r\na=b\r\n',
    ],
    [".npmrc", "//r.example/:_password=c2VjcmV0\n", "//r.example/:_password=${NPM_PASSWORD}\n"],
    [
      ".npmrc",
      "registry=https://me:hunter2@r.example/\n",
      "registry=https://me:${NPM_PASSWORD}@r.example/\n",
    ],
    [".yarnrc.yml", `npmAuthToken: ${token}\n`, 'npmAuthToken: "${NPM_TOKEN:-}"\n'],
    [
      ".yarnrc.yml",
      `npmScopes:\n  a:\n    npmAuthToken: "${token}" # ours\n`,
      'npmScopes:\n  a:\n    npmAuthToken: "${NPM_TOKEN:-}" # ours\n',
    ],
    [
      "bunfig.toml",
      `[install.scopes]\na = { url = "https://r.example/", token = "${token}" }\n`,
      '[install.scopes]\na = { url = "https://r.example/", token = "$NPM_TOKEN" }\n',
    ],
  ])("workSecrets() names a variable in %s as its client writes it: %j", (file, before, after) => {
    expect(mend({ [file]: before }, file)).toBe(after);
  });

  test("workSecrets() has a variable for each value, named by its registry, and one for the same value everywhere", () => {
    const npmrc = `//a.example/:_authToken=${token}\n//b.example/npm/:_authToken=other-${token}\n`;
    const yarnrc = `npmRegistries:\n  "//a.example":\n    npmAuthToken: ${token}\n`;
    const files = { ".npmrc": npmrc, ".yarnrc.yml": yarnrc };

    expect(mend(files, ".npmrc")).toBe(
      "//a.example/:_authToken=${NPM_TOKEN_A_EXAMPLE}\n//b.example/npm/:_authToken=${NPM_TOKEN_B_EXAMPLE}\n",
    );
    expect(mend(files, ".yarnrc.yml")).toContain('"${NPM_TOKEN_A_EXAMPLE:-}"');
  });

  test("workSecrets() takes no name that the project uses for another", () => {
    const npmrc = `//a.example/:_authToken=\${NPM_TOKEN}\n//b.example/:_authToken=${token}\n`;

    expect(mend({ ".npmrc": npmrc }, ".npmrc")).toContain("b.example/:_authToken=${NPM_TOKEN_B_EXAMPLE}");
  });

  test("workSecrets() says what to do about the old one, and never its value", () => {
    const state = stateOf({ ".npmrc": `//r.example/:_authToken=${token}\n` });

    const worked = workSecrets(".npmrc", state);

    expect(worked).toMatchObject({ riskReason: expect.stringMatching(/^revoke .* set NPM_TOKEN /) });
    expect(JSON.stringify({ ...worked, changes: [] })).not.toContain(token);
  });

  test("workSecrets() leaves no credential that is found again, whatever it is made of", () => {
    const value = fc.stringMatching(/^[A-Za-z0-9+/=_.-]{8,40}$/);
    fc.assert(
      fc.property(value, fc.constantFrom("_authToken", "_password", "_auth"), (secret, key) => {
        const text = mend({ ".npmrc": `a=b\n//r.example/:${key}=${secret}\n` }, ".npmrc");

        expect(text).not.toContain(secret);
        expect(listLiteralSecrets([settingsOf(".npmrc", text)])).toEqual([]);
      }),
    );
  });
});

describe("findSettingFaults()", () => {
  test("findSettingFaults() finds a password in an address, and does not tell it", () => {
    const found = findSettingFaults(
      { settings: [settingsOf(".npmrc", "registry=https://me:hunter2@r.example/\n")] },
      { policy: presetPolicy("balanced") },
    );

    expect(found.map(({ id }) => id)).toContain("token-in-file");
    expect(JSON.stringify(found)).not.toContain("hunter2");
  });
});
