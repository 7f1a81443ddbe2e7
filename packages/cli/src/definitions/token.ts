import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";

/** Declares `token` and what is below it. */
export function addTokenCommands(root: Command, host: CommandHost): void {
  const group = root.command("token").description("Say who asks: tokens for persons, pipelines and hosts.");
  addCreate(group, host);
  addList(group, host);
  addRevoke(group, host);
}

function addCreate(group: Command, host: CommandHost): void {
  const command = group
    .command("create")
    .description("Issue a token. It is shown this once; only its hash is kept.")
    .option("--person <name>", "for a person, such as alice")
    .option("--pipeline <name>", "for a pipeline, such as acme/shop")
    .option("--host <name>", "for a machine, such as build-1")
    .option("--expires <when>", "when it ends: 90d, 2026-04-30; at most a year ahead", "90d")
    .option("--may <what>", "what it may do, separated by commas: install, explain, metrics", "install")
    .option("--packages <patterns>", "only these packages, separated by commas, such as '@acme/*'")
    .option("--observe", "decide and record what it asks for, but serve everything");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: [
      "token create --person alice",
      "token create --pipeline acme/shop --expires 30d --json",
      "token create --host build-1 --observe",
      "token create --host prometheus --may metrics",
    ],
    notes: [
      "install: ask for packages, audits and searches, and read decisions. explain: read decisions only.",
      "metrics: read the figures of the server's operation.",
      "A running server knows the token within a second. How each client sends it: docs/tokens.md.",
    ],
    exits: ["0  issued", "2  not acceptable as a token"],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { tokenCreateCommand } = await import("../commands/token-create.ts");
    const input = {
      owners: { person: flags.text("person"), pipeline: flags.text("pipeline"), host: flags.text("host") },
      expires: flags.textOr("expires", "90d"),
      may: flags.textOr("may", "install"),
      packages: flags.text("packages"),
      isObserving: flags.isSet("observe"),
      data: flags.text("data"),
    };
    return { command: tokenCreateCommand, input };
  });
}

function addList(group: Command, host: CommandHost): void {
  const command = group
    .command("list")
    .description("List the tokens, those that have ended too; never their secrets.")
    .option("--in-force", "only those that are taken");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["token list", "token list --in-force --json"],
    exits: ["0  listed"],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { tokenListCommand } = await import("../commands/token-list.ts");
    const input = { data: flags.text("data"), isInForceOnly: flags.isSet("inForce") };
    return { command: tokenListCommand, input };
  });
}

function addRevoke(group: Command, host: CommandHost): void {
  const command = group
    .command("revoke")
    .description("End a token, or all tokens of somebody. A running server follows within a second.")
    .argument("<id|who>", "its id, or whose tokens: tk-1, person:alice, alice");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["token revoke tk-1", "token revoke person:alice"],
    exits: ["0  revoked", "2  there is none in force by that id or for that name"],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { tokenRevokeCommand } = await import("../commands/token-revoke.ts");
    return { command: tokenRevokeCommand, input: { which: args[0] ?? "", data: flags.text("data") } };
  });
}
