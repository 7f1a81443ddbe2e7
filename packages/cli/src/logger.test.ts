import { FakeClock } from "@lockkeeper/drill";
import { describe, expect, test } from "vitest";

import { FakeSink } from "../test/fake-environment.ts";
import type { LoggerOptions } from "./logger.ts";
import { createLogger } from "./logger.ts";
import { createStyle } from "./style.ts";

function logTo(options: Partial<LoggerOptions>): {
  readonly sink: FakeSink;
  readonly log: ReturnType<typeof createLogger>;
} {
  const sink = new FakeSink();
  const clock = new FakeClock("2026-06-01T00:00:00Z");
  return {
    sink,
    log: createLogger({ sink, clock, minimum: "info", isJson: true, style: createStyle(false), ...options }),
  };
}

describe("createLogger", () => {
  test("createLogger keeps credentials out of messages and of fields at any depth", () => {
    const { sink, log } = logTo({});

    log.log("warn", {
      code: "X",
      message: "at https://user:geheim@registry.example/",
      fields: { cause: { message: "Bearer abcdefgh12345678", list: ["https://a:geheim@b.example/"] } },
    });

    expect(sink.text).not.toMatch(/geheim|abcdefgh12345678/);
    expect(JSON.parse(sink.text)).toMatchObject({ at: "2026-06-01T00:00:00.000Z", level: "warn", code: "X" });
  });

  test("createLogger bounds a line, whatever an error quotes", () => {
    const { sink, log } = logTo({});

    log.log("warn", { code: "X", message: "m", fields: { quoted: "q".repeat(1_000_000) } });

    expect(sink.text.length).toBeLessThan(200);
    expect(JSON.parse(sink.text)).toMatchObject({ fields: { leftOut: expect.any(Number) } });
  });

  test("createLogger begins a line of text with its time where nothing else adds one", () => {
    const { sink, log } = logTo({ isJson: false, hasTime: true });

    log.log("error", { code: "X", message: "two\nlines" });
    log.log("debug", { code: "Y", message: "not asked for" });

    expect(sink.text).toBe("2026-06-01T00:00:00.000Z error X: two lines\n");
  });
});
