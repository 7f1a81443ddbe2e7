import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { startFakeRegistry } from "@lockkeeper/drill";
import type { FakeRegistry } from "@lockkeeper/drill";
import { describe, expect, onTestFinished, test } from "vitest";

import { createMockSigstore } from "../../trust/test/mock-sigstore.ts";
import type { MockSigstore } from "../../trust/test/mock-sigstore.ts";
import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";

const claims = {
  repository: "https://code.example/acme/lib",
  ref: "refs/heads/main",
  workflow: ".github/workflows/release.yml",
  trigger: "push",
};
const publishPredicate = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";

interface World {
  readonly registry: FakeRegistry;
  readonly sigstore: MockSigstore;
  readonly terminal: FakeTerminal;
  /** Runs `inspect lib@1.0.0 --json` on that registry, and answers its line. */
  inspect(...flags: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
}

/** A registry with an attested version, of which the authorities are known to the files `root.json` and `keys.json` alone. */
async function createWorld(): Promise<World> {
  const registry = await startFakeRegistry();
  onTestFinished(() => registry.close());
  const { integrity } = registry.publish(
    { name: "lib", version: "1.0.0", repository: { url: claims.repository } },
    { at: "2026-01-01T00:00:00Z", attested: true },
  );
  const sigstore = await createMockSigstore();
  const sha512 = Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex");
  const subject = { name: "pkg:npm/lib@1.0.0", sha512 };
  const bundles = [
    await sigstore.attest({ predicateType: "https://slsa.dev/provenance/v1", subject }, claims),
    await sigstore.publish({ predicateType: publishPredicate, subject }),
  ];
  const attestations = bundles.map((bundle) => ({ bundle }));
  registry.fault("/-/npm/v1/attestations/lib@1.0.0", { kind: "edit", edit: () => ({ attestations }) });
  const terminal = await createFakeTerminal();
  await writeFile(join(terminal.folder, "root.json"), sigstore.rootText);
  await writeFile(join(terminal.folder, "keys.json"), sigstore.keysText);
  return {
    registry,
    sigstore,
    terminal,
    async inspect(...flags) {
      const { lines } = await terminal.run(
        "inspect",
        "lib@1.0.0",
        "--upstream",
        registry.url,
        "--json",
        ...flags,
      );
      return lines[0] ?? {};
    },
  };
}

/** The messages of all findings of one detector. */
function messagesOf(line: Readonly<Record<string, unknown>>, detector: string): readonly string[] {
  const findings = line["findings"] as readonly { readonly id: string; readonly message: string }[]; // our own line
  return findings.filter(({ id }) => id === detector).map(({ message }) => message);
}

describe("inspect --trust-root and --registry-keys", () => {
  test("inspect --trust-root believes the authorities of the file, and says in the line that it does", async () => {
    const { inspect } = await createWorld();

    const without = await inspect();
    const within = await inspect("--trust-root", "root.json", "--registry-keys", "keys.json");

    expect(messagesOf(without, "attestation-invalid").toSorted()).toEqual([
      "An attestation of it could not be verified: it is in a transparency log that is not known.",
      "An attestation of it could not be verified: it is signed with an unknown key.",
    ]);
    expect(messagesOf(within, "attestation-invalid")).toEqual([]);
    expect(without["engine"]).toMatchObject({ trust: "built-in" });
    expect(within["engine"]).toMatchObject({ trust: expect.stringMatching(/^[0-9a-f]{16}$/) });
  });

  test("inspect --trust-root blocks an attestation of those authorities that is of other bytes", async () => {
    const { inspect, registry, sigstore } = await createWorld();
    const bundle = await sigstore.attest(
      {
        predicateType: "https://slsa.dev/provenance/v1",
        subject: { name: "pkg:npm/lib@1.0.0", sha512: "00".repeat(64) },
      },
      claims,
    );
    const attestations = [{ bundle }];
    registry.fault("/-/npm/v1/attestations/lib@1.0.0", { kind: "edit", edit: () => ({ attestations }) });

    const line = await inspect("--trust-root", "root.json");

    expect(line["verdict"]).toBe("block");
    expect(messagesOf(line, "attestation-invalid")).toEqual([
      expect.stringContaining("An attestation of it does not hold"),
    ]);
  });

  test("inspect --offline verifies the attestations that were kept", async () => {
    const { inspect, registry } = await createWorld();
    const trust = ["--trust-root", "root.json", "--registry-keys", "keys.json"];
    const before = await inspect(...trust);
    await registry.close();

    const after = await inspect(...trust, "--offline");

    expect(after).toMatchObject({ verdict: before["verdict"], error: null });
    expect(after["findings"]).toEqual(before["findings"]);
  });

  test("inspect --registry-keys blocks what a key of that registry did not sign", async () => {
    const { inspect, registry, terminal } = await createWorld();
    const { keyid, publicKey } = registry.key;
    const answer = { keys: [{ keyid, key: publicKey, expires: null }] };
    await writeFile(join(terminal.folder, "answer.json"), JSON.stringify(answer));
    const sound = await inspect("--registry-keys", "answer.json");
    const signatures = [{ keyid, sig: registry.key.sign("lib@1.0.0:sha512-other") }];
    registry.fault("/lib", {
      kind: "edit",
      edit: (document) =>
        JSON.stringify(document, (key, value: unknown) => (key === "signatures" ? signatures : value)),
    });

    const unknownKey = await inspect();
    const line = await inspect("--registry-keys", "answer.json");

    expect([sound["verdict"], unknownKey["verdict"], line["verdict"]]).toEqual(["allow", "allow", "block"]);
    expect(messagesOf(line, "signature-invalid")).toHaveLength(1);
  });

  test.each([
    ["--trust-root", "nosuch.json", "nosuch.json", "CLI_BAD_FILE"],
    ["--trust-root", "keys.json", "names no authority", "TRUST_ROOT_UNREADABLE"],
    ["--registry-keys", "root.json", "names no key", "TRUST_KEYS_UNREADABLE"],
  ])("inspect %s %s is a matter of configuration", async (flag, file, words, code) => {
    const { terminal, registry } = await createWorld();

    const result = await terminal.run("inspect", "lib@1.0.0", "--upstream", registry.url, flag, file);

    expect(result.code).toBe(2);
    expect(result.err).toContain(code);
    expect(result.err).toContain(words);
  });
});
