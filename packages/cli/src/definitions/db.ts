import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";

/** Declares `db` and what is below it. */
export function addDbCommands(root: Command, host: CommandHost): void {
  const group = root
    .command("db")
    .description("Back up what a data folder holds, restore it, or check that it is sound.");
  addBackup(group, host);
  addRestore(group, host);
  addCheck(group, host);
}

function addBackup(group: Command, host: CommandHost): void {
  const command = group
    .command("backup")
    .description("Write a backup to a file, or to a new file in a folder; also while a server runs.")
    .argument("<target>", "a file that is not there yet, or a folder");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["db backup /var/backups/lockkeeper", "db backup before-upgrade.tar.gz"],
    notes: [
      "In it: ledger, sightings, snapshots, exceptions, tokens (as hashes), own campaigns,",
      "policy.yaml, upstreams.yaml, feeds.yaml.",
      "Not in it: secrets.yaml, caches, the intelligence index, a policy named with --policy.",
      "Everything that was answered before the command began is in it. It is as confidential as the ledger.",
    ],
    exits: [
      "0  written",
      "2  there is such a file already, or nothing to back up",
      "3  the disk does not take it, or the database is damaged",
    ],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { dbBackupCommand } = await import("../commands/db-backup.ts");
    return { command: dbBackupCommand, input: { target: args[0] ?? "", data: flags.text("data") } };
  });
}

function addRestore(group: Command, host: CommandHost): void {
  const command = group
    .command("restore")
    .description("Put a backup in the place of what a data folder holds, while no server runs on it.")
    .argument("<backup>", "a file that `db backup` wrote");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: [
      "db restore before-upgrade.tar.gz",
      "db restore lockkeeper-20260331T031500Z.tar.gz --data /srv/lockkeeper",
    ],
    notes: [
      "Every file and the ledger's whole chain are verified first; what was there is moved to a folder beside.",
      "Caches and secrets.yaml stay as they are.",
    ],
    exits: [
      "0  restored",
      "2  a server runs on the folder, or a newer Lockkeeper made the backup",
      "3  the backup is damaged; nothing was changed",
    ],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { dbRestoreCommand } = await import("../commands/db-restore.ts");
    return { command: dbRestoreCommand, input: { backup: args[0] ?? "", data: flags.text("data") } };
  });
}

function addCheck(group: Command, host: CommandHost): void {
  const command = group
    .command("check")
    .description("Read everything that a backup would hold, or a backup, and say what is damaged.")
    .option("--backup <file>", "check this backup instead, as a restore would");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["db check", "db check --backup before-upgrade.tar.gz"],
    exits: ["0  sound", "1  something is damaged", "3  it cannot be read"],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { dbCheckCommand } = await import("../commands/db-check.ts");
    return { command: dbCheckCommand, input: { data: flags.text("data"), backup: flags.text("backup") } };
  });
}
