import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { findInstallCommand } from "./install-command.ts";

describe("findInstallCommand", () => {
  test.each([
    ["$ npm ci", "npm", "frozen", []],
    ["##[group]Run npm install --prefix web axios@^1", "npm", "open", ["axios@^1"]],
    ["+ pnpm -C web install --frozen-lockfile", "pnpm", "frozen", []],
    ["$ yarn", "yarn", "open", []],
    ["$ yarn --immutable", "yarn", "frozen", []],
    ["$ yarn dlx create-thing my-app", "yarn", "open", ["create-thing"]],
    ["$ npx -y -p axios thing", "npm", "open", ["axios"]],
    ["$ CI=1 sudo -E npm i -g axios", "npm", "open", ["axios"]],
    ["cd web && npm install", "npm", "open", []],
    ["$ npm install --package-lock-only", "npm", "plan", []],
    ["$ npm publish --access public", "npm", "publish", []],
    ["#12 [5/9] RUN bun install", "bun", "open", []],
    ["7 verbose title npm exec axios", "npm", "open", ["axios"]],
    ["bun add v1.4.5 (a7733435c)", "bun", "open", []],
    ["$ npm dedupe", "npm", "open", []],
  ] as const)("%s", (line, client, effect, packages) => {
    expect(findInstallCommand(line)).toMatchObject({ client, effect, packages });
  });

  test.each([
    "$ npm run install-things",
    "$ npm test",
    "$ npx",
    "$ yarn build",
    "npm warn deprecated x",
    "npm error npm ci",
    "see npmjs for more",
    "our npm install is slow",
    "",
  ])("%j is none", (line) => {
    expect(findInstallCommand(line)).toBeUndefined();
  });

  test("takes any text, and never long for it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("npm ", "A=b ", "sudo ", "-p ", "x", " && ", "npx", "/", "\\", "> ", "$ "), {
          maxLength: 400,
        }),
        (parts) => {
          expect(() => findInstallCommand(parts.join(""))).not.toThrow();
        },
      ),
    );
  });
});
