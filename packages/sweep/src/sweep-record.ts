import { renderInstant } from "@lockkeeper/core";

import type { SweepLine, SweepTime } from "./report.ts";

/** A line of a sweep's result as programs read it: `schema` is 1, times are ISO 8601 in UTC, what is absent is `null`. */
export function toSweepRecord(line: SweepLine): object {
  switch (line.kind) {
    case "sweep": {
      const { startedAt, ...rest } = line;
      return { schema: 1, ...rest, startedAt: renderInstant(startedAt) };
    }
    case "match": {
      const { at, package: owner, sha256, ...rest } = line;
      return {
        schema: 1,
        ...rest,
        package: owner === undefined ? null : { name: owner.name, version: owner.version ?? null },
        at: renderTime(at),
        sha256: sha256 ?? null,
      };
    }
    case "autorun":
      return { schema: 1, ...line, at: renderTime(line.at) };
    case "inventory":
    case "credential":
    case "skipped":
    case "unreadable":
    case "summary":
      return { schema: 1, ...line };
    default:
      return line satisfies never;
  }
}

function renderTime(time: SweepTime | undefined): object | null {
  return time === undefined ? null : { at: renderInstant(time.at), basis: time.basis };
}
