import { runCommand } from "../commands/run-command.ts";

import { flagMember, recordMember, textMember, textsMember } from "./arguments.ts";
import type { Service } from "./service.ts";

const commandTakesMs = 14;

/** What commands would do: they are understood, never run. */
export const commandServices: Readonly<Record<string, Service>> = {
  "command.run": ({ args, process }) => {
    const shell = textMember(args, "shell");
    const result = runCommand(process, {
      command: textMember(args, "command"),
      program: textMember(args, "program"),
      arguments: textsMember(args, "arguments"),
      isShell: flagMember(args, "isShell"),
      shell: shell === "" ? undefined : shell,
      messages: flagMember(args, "isFork") ? textsMember(args, "messages") : undefined,
      folder: textMember(args, "folder", process.folder),
      environment: Object.fromEntries(
        Object.entries(recordMember(args, "environment")).map(([name, value]) => [name, String(value)]),
      ),
      input: textMember(args, "input"),
      stack: textMember(args, "stack"),
    });
    const { status, stdout, stderr, messages = [], isMissing = false } = result;
    return {
      value: {
        status,
        stdout,
        stderr,
        messages,
        isMissing,
        pid: process.facts.pid + 7,
        tookMs: commandTakesMs,
      },
    };
  },
};
