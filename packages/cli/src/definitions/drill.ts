import type { Command } from "commander";

import { addHelpNotes, addJsonFlag, bindCommand, parsePort } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";

/** Declares `drill` and what is below it. */
export function addDrillCommands(root: Command, host: CommandHost): void {
  const group = root.command("drill").description("Replay documented attacks, with inert payloads.");
  const list = group.command("list").description("List the attacks that can be replayed, with their events.");
  addHelpNotes(addJsonFlag(list), { examples: ["drill list"], exits: ["0  listed"] });
  bindCommand(list, host, async () => {
    const { drillListCommand } = await import("../commands/drill-list.ts");
    return { command: drillListCommand, input: undefined };
  });
  const serve = group
    .command("serve")
    .description("Serve the registry as it was during an attack. The last line is its URL.")
    .argument("<campaign>", "such as axios-2026")
    .option("--at <time>", "the registry's time (default: the campaign's first moment of danger)")
    .option("--speed <factor>", "how fast its time passes; 0 stands still", "0")
    .option("--port <number>", "port on 127.0.0.1; 0 takes a free one", parsePort, 0);
  addHelpNotes(serve, {
    examples: [
      "drill serve axios-2026 --at 2026-03-31T01:10:00Z --port 4900",
      "start --upstream http://127.0.0.1:4900/ --now upstream",
    ],
    exits: ["0  stopped by a signal", "2  no such campaign, or the port is taken"],
  });
  bindCommand(serve, host, async ({ args, flags }) => {
    const { drillServeCommand } = await import("../commands/drill-serve.ts");
    const input = {
      campaign: args[0] ?? "",
      at: flags.text("at"),
      speed: flags.textOr("speed", "0"),
      port: flags.number("port") ?? 0,
    };
    return { command: drillServeCommand, input };
  });
}
