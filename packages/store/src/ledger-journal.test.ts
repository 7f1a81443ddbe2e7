import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { buildEntry, makeFolder } from "../test/fixtures.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { boundEntry, renderEntry, tryParseEntry } from "./ledger-entry.ts";
import type { JournalDisk } from "./ledger-journal.ts";
import { createJournal, journalDisk, tryParseJournalName } from "./ledger-journal.ts";
import { journalPartBytes, openJournalReader, parseJournal } from "./ledger-journal-reader.ts";
import { sealLine, tryUnsealLine } from "./sealed-line.ts";

const nullable = fc.option(fc.string({ unit: "binary" }));
const entries: fc.Arbitrary<LedgerEntry> = fc
  .record({
    at: fc.integer(),
    identity: fc.string({ unit: "binary", maxLength: 2000 }),
    client: fc.string({ unit: "grapheme" }),
    clientVersion: nullable,
    remote: nullable,
    package: fc.string({ unit: "binary" }),
    version: nullable,
    decision: fc.constantFrom("allow" as const, "unknown" as const),
    withheld: fc.array(fc.string(), { maxLength: 80 }),
    observed: fc.boolean(),
    status: fc.integer({ min: 100, max: 599 }),
  })
  .map((overrides) => buildEntry(overrides));

function line(entry: LedgerEntry): string {
  return sealLine(renderEntry(boundEntry(entry)));
}

describe("tryUnsealLine", () => {
  test("tryUnsealLine reads what sealLine wrote, and no line with another character", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, position) => {
        const sealed = sealLine(text).slice(0, -1);
        const at = position % sealed.length;
        const flipped = `${sealed.slice(0, at)}${sealed[at] === "0" ? "1" : "0"}${sealed.slice(at + 1)}`;

        expect(tryUnsealLine(sealed)).toBe(text);
        expect(tryUnsealLine(flipped)).toBeUndefined();
      }),
    );
  });
});

describe("tryParseEntry", () => {
  test("tryParseEntry reads every bounded entry back as it was", () => {
    fc.assert(
      fc.property(entries, (entry) => {
        const bounded = boundEntry(entry);

        expect(tryParseEntry(renderEntry(bounded))).toEqual(bounded);
        expect(boundEntry(bounded)).toEqual(bounded);
      }),
    );
  });

  test("tryParseEntry answers undefined for any other text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant("[".repeat(5000))), (text) => {
        expect(tryParseEntry(text)).toBeUndefined();
      }),
    );
  });
});

describe("parseJournal", () => {
  test("parseJournal finds every entry among damaged lines", () => {
    const noise = fc.string({ minLength: 1 }).filter((text) => !text.includes("\n"));
    fc.assert(
      fc.property(fc.array(fc.oneof(entries, noise), { maxLength: 12 }), (items) => {
        const text = items.map((item) => (typeof item === "string" ? `${item}\n` : line(item))).join("");

        const part = parseJournal(Buffer.from(text), 1000);

        const wanted = items.filter((item) => typeof item !== "string");
        expect(part.entries).toEqual(wanted.map(boundEntry));
        expect(part.damaged).toBe(items.length - wanted.length);
        expect(part.consumed).toBe(Buffer.byteLength(text));
      }),
    );
  });

  test("parseJournal leaves a last line that is not finished", () => {
    fc.assert(
      fc.property(entries, fc.nat(), (entry, cut) => {
        const whole = Buffer.from(line(entry));
        const torn = whole.subarray(0, cut % whole.length);

        const part = parseJournal(Buffer.concat([whole, torn]), 1000);

        expect(part).toEqual({ entries: [boundEntry(entry)], consumed: whole.length, damaged: 0 });
      }),
    );
  });

  test("parseJournal is total and never reads beyond its bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.nat({ max: 5 }), (bytes, most) => {
        const part = parseJournal(Buffer.from(bytes), most);

        expect(part.entries.length).toBeLessThanOrEqual(most);
        expect(part.consumed).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  test("parseJournal passes over a part that has no line at all", () => {
    const part = parseJournal(Buffer.alloc(journalPartBytes, "x"), 10);

    expect(part).toEqual({ entries: [], consumed: journalPartBytes, damaged: 1 });
  });
});

describe("tryParseJournalName", () => {
  test.each(["", "x.journal", "../1@a@b.journal", "1@h/x@12345678-1234-1234-1234-123456789abc.journal"])(
    "tryParseJournalName refuses %j",
    (name) => {
      expect(tryParseJournalName(name)).toBeUndefined();
    },
  );
});

describe("createJournal", () => {
  test("append has written the line when it returns", async () => {
    const journal = createJournal(await makeFolder(), journalDisk);

    journal.append(renderEntry(buildEntry()));

    const bytes = await readFile(journal.path);
    expect(parseJournal(bytes, 10).entries).toEqual([buildEntry()]);
    expect(journal.size).toBe(bytes.length);
    journal.close();
  });

  test("append takes back a line that the disk took in part, and works again when there is room", async () => {
    const disk = createTightDisk({ room: 250, canTruncate: true });
    const journal = createJournal(await makeFolder(), disk);
    journal.append(renderEntry(buildEntry({ version: "1.0.0" })));

    const act = (): void => journal.append(renderEntry(buildEntry({ version: "2.0.0" })));
    expect(act).toThrow(expect.objectContaining({ code: "STORE_LEDGER_WRITE_FAILED" }));
    disk.setRoom(10_000);
    journal.append(renderEntry(buildEntry({ version: "3.0.0" })));

    const part = parseJournal(await readFile(journal.path), 10);
    expect(part.entries.map(({ version }) => version)).toEqual(["1.0.0", "3.0.0"]);
    expect(part.damaged).toBe(0);
    journal.close();
  });

  test("append keeps a torn line apart from the next when it cannot be taken back", async () => {
    const disk = createTightDisk({ room: 250, canTruncate: false });
    const journal = createJournal(await makeFolder(), disk);
    journal.append(renderEntry(buildEntry({ version: "1.0.0" })));

    expect(() => journal.append(renderEntry(buildEntry({ version: "2.0.0" })))).toThrow("disk is full");
    disk.setRoom(10_000);
    journal.append(renderEntry(buildEntry({ version: "3.0.0" })));

    const part = parseJournal(await readFile(journal.path), 10);
    expect(part.entries.map(({ version }) => version)).toEqual(["1.0.0", "3.0.0"]);
    expect(part.damaged).toBe(1);
    expect(journal.size).toBe(part.consumed);
    journal.close();
  });
});

describe("openJournalReader", () => {
  test("openJournalReader answers undefined for a file that is gone", async () => {
    const path = join(await makeFolder(), "gone.journal");

    expect(openJournalReader(path)).toBeUndefined();
  });

  test("readFrom continues where the last part ended", async () => {
    const path = join(await makeFolder(), "some.journal");
    await writeFile(path, ["1", "2", "3"].map((version) => line(buildEntry({ version }))).join(""));
    const reader = openJournalReader(path);

    const first = reader?.readFrom(0, 2);
    const second = reader?.readFrom(first?.consumed ?? 0, 2);

    expect(first?.entries.map(({ version }) => version)).toEqual(["1", "2"]);
    expect(second?.entries.map(({ version }) => version)).toEqual(["3"]);
    reader?.close();
  });
});

interface TightDisk extends JournalDisk {
  setRoom(bytes: number): void;
}

/** The real disk with room for so many bytes; what does not fit is written in part first, as real disks do. */
function createTightDisk(options: { room: number; canTruncate: boolean }): TightDisk {
  let { room } = options;
  function full(): Error {
    return Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  }
  return {
    ...journalDisk,
    setRoom: (bytes) => {
      room = bytes;
    },
    write: (file, bytes) => {
      if (room === 0) throw full();
      const written = journalDisk.write(file, bytes.subarray(0, room));
      room -= written;
      return written;
    },
    truncate: (file, size) => {
      if (!options.canTruncate) throw full();
      journalDisk.truncate(file, size);
    },
  };
}
