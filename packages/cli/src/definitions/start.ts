import type { Command } from "commander";

import { addDataFlag, addHelpNotes, bindCommand, parsePort } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";

/** Declares `start`. */
export function addStartCommand(root: Command, host: CommandHost): void {
  const command = root
    .command("start")
    .description("Run the firewall and print how to point each client at it.")
    .option("--port <number>", "port to listen on; 0 takes a free one", parsePort, 4880)
    .option("--host <address>", "address to listen on", "127.0.0.1");
  addDataFlag(command)
    .option("--upstream <url>", "registry behind the firewall (default: the one your npm is configured with)")
    .option(
      "--policy <file>",
      "organisation's policy (default: policy.yaml in the data folder, else balanced)",
    )
    .option("--observe", "decide and record everything, but serve everything")
    .option(
      "--now <time>",
      "for drills: a fixed time, or `upstream` for the upstream's own; loopback upstreams only",
    )
    .option("--json-log", "log lines as JSON");
  addHelpNotes(command, {
    examples: ["start", "start --policy policy.yaml --port 4880", "start --observe"],
    exits: [
      "0  stopped by a signal, or because the process that started it ended",
      "2  cannot start as configured",
      "3  the upstream cannot be reached",
    ],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { startCommand } = await import("../commands/start.ts");
    const input = {
      port: flags.number("port") ?? 4880,
      host: flags.textOr("host", "127.0.0.1"),
      data: flags.text("data"),
      upstream: flags.text("upstream"),
      policy: flags.text("policy"),
      now: flags.text("now"),
      isObserving: flags.isSet("observe"),
      isJsonLog: flags.isSet("jsonLog"),
    };
    return { command: startCommand, input };
  });
}
