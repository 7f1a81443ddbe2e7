import type { Command } from "commander";

import { byteSizeBetween } from "../byte-size.ts";
import { addDataFlag, addHelpNotes, bindCommand, parsePort, parsePositiveCount } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";
import type { StartInput } from "../commands/start.ts";
import type { Flags } from "../flags.ts";

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
    .option("--update-feeds", "ask the feeds of advisories by itself; see `intel update`")
    .option(
      "--now <time>",
      "for drills: a fixed time, or `upstream` for the upstream's own; loopback upstreams only",
    )
    .option("--json-log", "log lines as JSON");
  addAccessFlags(command);
  addKeepFlags(command);
  addHelpNotes(command, {
    examples: [
      "start",
      "start --policy policy.yaml --port 4880",
      "start --observe",
      "start --host 0.0.0.0 --require-token --tls-cert cert.pem --tls-key key.pem",
      "start --log-file /var/log/lockkeeper.log --json-log --ledger-keep 400d",
    ],
    notes: [
      "An address that other machines reach needs TLS and --require-token. Changed TLS files are read without a restart.",
    ],
    exits: [
      "0  stopped by a signal, or because the process that started it ended",
      "2  cannot start as configured",
      "3  the upstream cannot be reached",
    ],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { startCommand } = await import("../commands/start.ts");
    return { command: startCommand, input: readInput(flags) };
  });
}

function readInput(flags: Flags): StartInput {
  return {
    port: flags.number("port") ?? 4880,
    host: flags.textOr("host", "127.0.0.1"),
    data: flags.text("data"),
    upstream: flags.text("upstream"),
    policy: flags.text("policy"),
    now: flags.text("now"),
    isObserving: flags.isSet("observe"),
    followsFeeds: flags.isSet("updateFeeds"),
    access: {
      isTokenRequired: flags.isSet("requireToken"),
      tlsCert: flags.text("tlsCert"),
      tlsKey: flags.text("tlsKey"),
      publicUrl: flags.text("publicUrl"),
      maxConnectionsPerAddress: flags.number("connectionsPerAddress"),
    },
    log: {
      isJson: flags.isSet("jsonLog"),
      file: flags.text("logFile"),
      rotateBytes: flags.number("logRotate"),
      keepCount: flags.number("logKeep"),
    },
    cacheBytes: flags.number("cacheSize"),
    ledgerKeep: flags.text("ledgerKeep"),
  };
}

/** What is kept on disk, and how much of it. */
function addKeepFlags(command: Command): void {
  command
    .option("--log-file <file>", "log there instead of standard error; SIGHUP opens it again")
    .option(
      "--log-rotate <size>",
      "compress the log file and set it aside at this size (default: 20MB)",
      byteSizeBetween("100kB", "10GB"),
    )
    .option("--log-keep <count>", "how many of those are kept (default: 10)", parsePositiveCount)
    .option(
      "--cache-size <size>",
      "the most disk for cached tarballs; packuments and their snapshots get a quarter of it each (default: 20GB)",
      byteSizeBetween("100MB", "1000TB"),
    )
    .option(
      "--ledger-keep <duration>",
      "prune rows of the ledger that are older, such as 400d (default: keep all)",
    );
}

/** Who may reach it, and how. */
function addAccessFlags(command: Command): void {
  command
    .option("--require-token", "answer nothing but health and ping without a token; see `token create`")
    .option("--tls-cert <file>", "speak TLS with this certificate and its chain (PEM); with --tls-key")
    .option("--tls-key <file>", "its key (PEM, without a passphrase)")
    .option("--public-url <url>", "where clients reach it, when a reverse proxy stands in front")
    .option(
      "--connections-per-address <number>",
      "bound for each address of another machine (default: 512)",
      parsePositiveCount,
    );
}
