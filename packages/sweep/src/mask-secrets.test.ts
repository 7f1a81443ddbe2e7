import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { maskSecrets } from "./mask-secrets.ts";

describe("maskSecrets", () => {
  test.each([
    ["NPM_TOKEN=abc node x.js", "NPM_TOKEN=*** node x.js"],
    ["sh -c \"AWS_SECRET_ACCESS_KEY='a b' run\"", 'sh -c "AWS_SECRET_ACCESS_KEY=*** run"'],
    ["tool --api-key=abc --port 80", "tool --api-key=*** --port 80"],
    ["tool --password hunter2 --verbose", "tool --password *** --verbose"],
    ["npm ci --//registry.example/:_authToken=abc", "npm ci --//registry.example/:_authToken=***"],
    [
      'curl -H "Authorization: Bearer abc.def" https://a.example/',
      'curl -H "Authorization: Bearer ***" https://a.example/',
    ],
    ["git clone https://alice:abc@git.example/x", "git clone https://***@git.example/x"],
  ])("maskSecrets takes the credential out of: %s", (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  test.each([
    "node /tmp/ld.py http://collector.invalid:8000/1",
    "tool --token-file /run/secrets/x",
    "grep -r password .",
  ])("maskSecrets leaves alone: %s", (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  test("maskSecrets never throws, and never makes a text much longer", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(maskSecrets(text).length).toBeLessThanOrEqual(text.length * 4 + 10);
      }),
    );
  });
});
