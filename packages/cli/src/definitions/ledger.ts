import type { Command } from "commander";
import { Option } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand, parsePositiveCount } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";

/** Declares `ledger` and what is below it. */
export function addLedgerCommand(root: Command, host: CommandHost): void {
  const command = declareLedger(root);
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: [
      "ledger --since 24h --withheld",
      "ledger --package axios --since 2026-03-31T00:21:00Z --until 2026-03-31T03:16:00Z",
    ],
    notes: [
      'A packument or manifest was "looked at"; only a tarball that was served was "fetched".',
      "Rows are shown oldest first.",
      "The decision is about the request: a packument that was served without some versions is an `allow`.",
    ],
    exits: ["0  shown, even when there is nothing", "3  the ledger cannot be read"],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { ledgerCommand } = await import("../commands/ledger.ts");
    const input = {
      data: flags.text("data"),
      package: flags.text("package"),
      version: flags.text("version"),
      identity: flags.text("identity"),
      since: flags.text("since"),
      until: flags.text("until"),
      decision: flags.text("decision"),
      kind: flags.text("kind"),
      limit: flags.number("limit"),
      wantsPublishers: flags.isSet("publishers"),
      wantsWithheld: flags.isSet("withheld"),
    };
    return { command: ledgerCommand, input };
  });
  addVerify(command, host);
  addHead(command, host);
  addPrune(command, host);
}

function declareLedger(root: Command): Command {
  return root
    .command("ledger")
    .description("Show who asked for what, what was decided and what was served.")
    .option("--package <name>", "only this package; ends with who looked and who fetched")
    .option(
      "--version <version>",
      "only requests for this version, or that were not shown it; with --package: who had published it",
    )
    .option(
      "--identity <who>",
      "only this identity: person:alice, or person:alice#tk-3 for one of her tokens",
    )
    .option(
      "--since <time>",
      "from this time on: an ISO 8601 instant, or a duration that long ago such as 24h",
    )
    .option("--until <time>", "before this time")
    .addOption(
      new Option("--decision <word>", "only this decision").choices([
        "allow",
        "warn",
        "hold",
        "block",
        "unknown",
      ]),
    )
    .addOption(
      new Option("--kind <kind>", "only this kind of request").choices([
        "packument",
        "manifest",
        "tarball",
        "audit",
        "metadata",
        "write",
      ]),
    )
    .option("--withheld", "only requests that were refused by the policy, or served without some versions")
    .option("--limit <count>", "only the newest ones", parsePositiveCount)
    .option("--publishers", "with --package: who published every version that was ever seen");
}

function addVerify(group: Command, host: CommandHost): void {
  const command = group
    .command("verify")
    .description("Recompute the hash chain over everything in the ledger.")
    .option("--head <hash>", "a head that was noted elsewhere: it must still be in the chain");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["ledger verify", "ledger verify --head 9f2c…"],
    notes: ["Rows that were pruned are named: the chain is verified from there on."],
    exits: [
      "0  intact",
      "1  broken: rows were changed or removed; or cut off: the noted head is gone",
      "2  the noted head is no hash",
      "3  the ledger cannot be read",
    ],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { ledgerVerifyCommand } = await import("../commands/ledger-verify.ts");
    return { command: ledgerVerifyCommand, input: { data: flags.text("data"), head: flags.text("head") } };
  });
}

function addHead(group: Command, host: CommandHost): void {
  const command = group
    .command("head")
    .description("Print the newest hash of the ledger, to be noted where this machine cannot write.");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["ledger head", "ledger verify --head 9f2c…"],
    notes: ["Whoever cuts off the end of the ledger cannot cut it off elsewhere."],
    exits: ["0  printed", "3  the ledger cannot be read"],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { ledgerHeadCommand } = await import("../commands/ledger-head.ts");
    return { command: ledgerHeadCommand, input: { data: flags.text("data") } };
  });
}

function addPrune(group: Command, host: CommandHost): void {
  const command = group
    .command("prune")
    .description("Take the oldest rows out of the ledger; also beside a running server.")
    .requiredOption("--older-than <duration>", "rows older than this go, such as 400d")
    .option("--dry-run", "only tell how many");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: [
      "ledger --json > ledger-2026.jsonl",
      "ledger prune --older-than 400d --dry-run",
      "ledger prune --older-than 400d",
    ],
    notes: [
      "Nothing is pruned unless you say so: the ledger answers who took a version, years later too.",
      "Whole batches go, from the oldest; what was pruned is recorded, and the rest still verifies.",
      "Rows of the last 90 days tell which versions are in use, for the security-fix lane.",
    ],
    exits: [
      "0  pruned, even when there was nothing",
      "2  no such duration",
      "3  the ledger is broken, or cannot be written",
    ],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { ledgerPruneCommand } = await import("../commands/ledger-prune.ts");
    const input = {
      data: flags.text("data"),
      olderThan: flags.textOr("olderThan", ""),
      isDryRun: flags.isSet("dryRun"),
    };
    return { command: ledgerPruneCommand, input };
  });
}
