import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { createFileWindow } from "./file-window.ts";

test("FileWindow.bytesAt answers the file's own bytes, in whatever order and beyond the end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-window-"));
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  await writeFile(join(folder, "file"), content);
  const handle = await open(join(folder, "file"), "r");
  onTestFinished(async () => {
    await handle.close();
    await rm(folder, { recursive: true, force: true });
  });
  const reads = fc.array(fc.tuple(fc.nat(content.length + 10), fc.oneof(fc.nat(100), fc.nat(200_000))), {
    maxLength: 20,
  });

  await fc.assert(
    fc.asyncProperty(reads, async (order) => {
      const window = createFileWindow(handle, content.length);

      for (const [position, length] of order) {
        const bytes = await window.bytesAt(position, length);

        expect(bytes.equals(content.subarray(position, position + length))).toBe(true);
      }
    }),
  );
});
