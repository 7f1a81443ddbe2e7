import type { ObservationKind } from "../observation.ts";

import { numberMember, recordMember, textMember } from "./arguments.ts";
import type { Service } from "./service.ts";

const kinds: ReadonlySet<string> = new Set([
  "process",
  "network",
  "dns",
  "file",
  "env",
  "winreg",
  "code",
  "self",
] satisfies ObservationKind[]);

/** What a process says of itself, and the clock. */
export const processServices: Readonly<Record<string, Service>> = {
  observe: ({ args, bytes, process }) => {
    const kind = textMember(args, "kind");
    const api = textMember(args, "api");
    // One of the list above.
    if (kinds.has(kind)) {
      const data = recordMember(args, "data");
      process.observe({ kind: kind as ObservationKind, api, data, bytes, stack: textMember(args, "stack") });
    }
    return {};
  },
  note: ({ args, process }) => {
    process.note(textMember(args, "fact"), textMember(args, "detail"));
    return {};
  },
  "source.rewrite": ({ args, process }) => ({ value: process.rewrite(textMember(args, "text")) }),
  "source.tableKeys": ({ args, process }) => ({
    value: process.tables.keysOf(numberMember(args, "table")) ?? { isList: false, keys: [] },
  }),
  "source.original": ({ args, process }) => ({ value: process.tables.restore(textMember(args, "text")) }),
  "process.print": ({ args, process }) => {
    const stream = textMember(args, "stream") === "stderr" ? "stderr" : "stdout";
    process.print(stream, textMember(args, "text"));
    return {};
  },
  "process.fail": ({ args, process }) => {
    process.noteProblem(textMember(args, "text"));
    return {};
  },
  "process.send": ({ args, process }) => {
    process.sendMessage(textMember(args, "text"));
    return {};
  },
  "process.exit": ({ args, process }) => {
    process.exit(numberMember(args, "code"));
    return {};
  },
  "clock.now": ({ process }) => ({ value: process.clock.readAside() }),
  "clock.elapsed": ({ process }) => ({ value: process.clock.readElapsed() }),
  "clock.advance": ({ args, process }) => {
    process.clock.advance(numberMember(args, "ms"));
    return {};
  },
};
