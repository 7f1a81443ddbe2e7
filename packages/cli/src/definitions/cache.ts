import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";

/** Declares `cache` and what is below it. */
export function addCacheCommands(root: Command, host: CommandHost): void {
  const group = root
    .command("cache")
    .description("Look at the cache of packuments and tarballs, or empty parts of it.");
  const purge = group
    .command("purge")
    .description("Remove everything cached of a package. The record of what was seen stays.")
    .argument("<package>", "exact name");
  addHelpNotes(addJsonFlag(addDataFlag(purge)), {
    examples: ["cache purge axios"],
    exits: ["0  purged, even when there was nothing"],
  });
  bindCommand(purge, host, async ({ args, flags }) => {
    const { cachePurgeCommand } = await import("../commands/cache-purge.ts");
    return { command: cachePurgeCommand, input: { name: args[0] ?? "", data: flags.text("data") } };
  });
  const status = group
    .command("status")
    .description("Show how much is cached, and what was set aside as damaged.");
  addHelpNotes(addJsonFlag(addDataFlag(status)), { examples: ["cache status"], exits: ["0  shown"] });
  bindCommand(status, host, async ({ flags }) => {
    const { cacheStatusCommand } = await import("../commands/cache-status.ts");
    return { command: cacheStatusCommand, input: { data: flags.text("data") } };
  });
}
