import { PassThrough, Writable } from "node:stream";

import { describe, expect, test } from "vitest";

import { createTextSink } from "./text-sink.ts";

function refusing(code: string): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(`write ${code}`), { code })),
  });
}

describe("createTextSink", () => {
  test("createTextSink hands text over and stays open", async () => {
    const stream = new PassThrough({ encoding: "utf8" });
    const sink = createTextSink(stream);

    await sink.write("one line\n");

    expect(stream.read()).toBe("one line\n");
    expect([sink.isClosed, sink.failure]).toEqual([false, undefined]);
  });

  test("createTextSink takes a reader that left for the end, not for a failure", async () => {
    const sink = createTextSink(refusing("EPIPE"));

    await sink.write("one line\n");

    expect([sink.isClosed, sink.failure]).toEqual([true, undefined]);
  });

  test("createTextSink keeps why a text was lost", async () => {
    const sink = createTextSink(refusing("ENOSPC"));

    await sink.write("one line\n");
    await sink.write("another\n");

    expect(sink.isClosed).toBe(true);
    expect(sink.failure).toMatchObject({ code: "ENOSPC" });
  });
});
