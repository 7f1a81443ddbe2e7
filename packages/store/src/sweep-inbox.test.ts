import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

import { StoreError } from "./errors.ts";
import { isBackupPath } from "./backup-manifest.ts";
import { sweepFolderOf } from "./sweep-folder.ts";
import { takeSweep } from "./sweep-inbox.ts";
import { openSealedSweep, sealSweep } from "./sweep-seal.ts";

const { privateKey } = generateKeyPairSync("ed25519");

function createBody(host: string, startedAt = "2026-03-31T03:00:00.000Z"): Buffer {
  const header = { schema: 1, kind: "sweep", host, startedAt };
  return Buffer.from(`${JSON.stringify(header)}\n{"schema":1,"kind":"summary","isComplete":true}\n`);
}

async function createRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-sweeps-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return root;
}

describe("openSealedSweep", () => {
  test("openSealedSweep answers what was sealed, and the same fingerprint for the same key", () => {
    const first = openSealedSweep(sealSweep(createBody("a"), privateKey));
    const second = openSealedSweep(sealSweep(createBody("b"), privateKey));

    expect(first.body).toEqual(createBody("a"));
    expect(first.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    expect(second.fingerprint).toBe(first.fingerprint);
  });

  test("openSealedSweep refuses a result of which any byte was changed", () => {
    const sealed = sealSweep(createBody("a"), privateKey);
    const signed = sealed.lastIndexOf(Buffer.from('{"schema":1,"kind":"seal"'));
    fc.assert(
      fc.property(fc.nat({ max: signed - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(sealed);
        changed[at] = (changed[at] ?? 0) ^ change;

        expect(() => openSealedSweep(changed)).toThrow(StoreError);
      }),
    );
  });

  test.each([
    ["nothing", ""],
    ["no seal", '{"kind":"sweep"}\n'],
    ["no key", '{"kind":"sweep"}\n{"kind":"seal","publicKey":"eA==","signature":"eA=="}\n'],
    ["another thing", '{"kind":"sweep"}\n[]\n'],
  ])("openSealedSweep refuses %s", (_, text) => {
    expect(() => openSealedSweep(Buffer.from(text))).toThrow(
      expect.objectContaining({ code: "STORE_BAD_SWEEP" }),
    );
  });
});

describe("takeSweep", () => {
  test("takeSweep keeps a result under a name of its own, whatever the machine calls itself, and twice only once", async () => {
    const root = await createRoot();
    const bytes = sealSweep(createBody("../../Evil\u001b[2J Host"), privateKey);

    const taken = await takeSweep(root, bytes);
    await takeSweep(root, bytes);

    expect(taken.id).toMatch(/^evil2jhost-[0-9a-f]{8}-20260331030000-[0-9a-f]{16}\.jsonl$/);
    expect(await readdir(sweepFolderOf(root))).toEqual([taken.id]);
    expect(isBackupPath(`sweeps/${taken.id}`)).toBe(true);
    expect(await readFile(join(sweepFolderOf(root), taken.id))).toEqual(bytes);
  });

  test("takeSweep keeps the newest fifty results of a machine", async () => {
    const root = await createRoot();
    for (let day = 0; day < 52; day += 1) {
      const startedAt = new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
      await takeSweep(root, sealSweep(createBody("a", startedAt), privateKey));
    }
    await takeSweep(root, sealSweep(createBody("b"), privateKey));

    const names = await readdir(sweepFolderOf(root));

    expect(names.length).toBe(51);
    expect(names.some((name) => name.includes("-20260101"))).toBe(false);
    expect(names.some((name) => name.includes("-20260221"))).toBe(true);
  });

  test("takeSweep refuses what is sealed and no result of a sweep", async () => {
    const root = await createRoot();

    await expect(takeSweep(root, sealSweep(Buffer.from("{}\n"), privateKey))).rejects.toMatchObject({
      code: "STORE_BAD_SWEEP",
    });
    await expect(takeSweep(root, createBody("a"))).rejects.toMatchObject({ code: "STORE_BAD_SWEEP" });
  });
});
