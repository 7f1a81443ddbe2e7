import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand, collectTexts } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";
import type { DetonateInput } from "../detonation/detonate-session.ts";
import type { Flags } from "../flags.ts";
import type { LookFlags } from "../inspection/inspect-options.ts";
import { oneOf } from "./inspect.ts";

const triggers = ["install", "import", "call", "bin", "all"] as const;

/** Declares `detonate`. */
export function addDetonateCommand(root: Command, host: CommandHost): void {
  const command = root
    .command("detonate")
    .description(
      "Run a package's code in an emulator that has no access to anything, and tell what it tries.",
    )
    .argument("<subject...>", "name, name@version, name@range, tarball or folder")
    .option(
      "--world <name>",
      "pretend this machine, such as linux-ci or win32-laptop (repeatable; default: chosen by what the code asks for)",
      collectTexts,
    )
    .option(
      "--trigger <kind>",
      `what makes it run: ${triggers.join(", ")} (default: all, which leaves out call)`,
      oneOf(triggers),
    )
    .option(
      "--with-dependencies",
      "fetch what it depends on too, at most 80 packages; without, what is not bundled is pretended",
    )
    .option("--trace", "show everything that was tried, also what every program does")
    .option("--at <time>", "the moment that the package is made to believe in, such as 2026-03-31T00:40:00Z")
    .option("--upstream <url>", "registry to ask (default: the one your npm is configured with)")
    .option("--registry <url>", "the same as --upstream");
  addJsonFlag(addDataFlag(command));
  addHelpNotes(command, {
    examples: [
      "detonate plain-crypto-js@4.2.1",
      "detonate ./my-package-1.0.0.tgz --world linux-ci --world win32-laptop",
      "detonate esbuild --trigger install --trace",
      "detonate ./packages/lib --json",
      "detonate browserslist --trigger import --with-dependencies",
    ],
    notes: [
      "The code runs in a JavaScript engine compiled to WebAssembly, in pretended machines with planted secrets. Nothing of",
      "this machine can be reached; commands are understood, not run. What could not be followed is told with the runs.",
      "With --trigger call, what an entry exports is called with planted secrets: what it sends then is no finding by itself,",
      "but for the key of a wallet that goes to a host of the package.",
      "The drill's inert packages go on only in its own worlds: put drill- before a name, as in --world drill-linux-laptop.",
    ],
    exits: [
      "0  nothing weighty was tried",
      "1  a strong or decisive finding",
      "2  usage",
      "3  a package could not be read, or a run reached a limit (1 beats 3)",
    ],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { createDetonateCommand } = await import("../commands/detonate.ts");
    const input = readInput(args, flags);
    return { command: createDetonateCommand(input), input };
  });
}

function readInput(args: readonly string[], flags: Flags): DetonateInput {
  const wanted = triggers.find((each) => each === flags.text("trigger")) ?? "all";
  return {
    words: args,
    worlds: flags.texts("world"),
    triggers: wanted === "all" ? (["install", "import", "bin"] as const) : [wanted],
    isTrace: flags.isSet("trace"),
    withDependencies: flags.isSet("withDependencies"),
    look: lookAt(flags.text("at")),
    data: flags.text("data"),
    upstream: flags.text("upstream") ?? flags.text("registry"),
  };
}

function lookAt(at: string | undefined): LookFlags {
  return {
    at,
    isOffline: false,
    predecessor: undefined,
    packument: undefined,
    budget: undefined,
    trustRoot: undefined,
    registryKeys: undefined,
  };
}
