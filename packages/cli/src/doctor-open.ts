import type { RunFile } from "@lockkeeper/server";

import type { DoctorInput } from "./commands/doctor.ts";
import { dataFolderOf } from "./data-folder.ts";
import { connectDoctorFirewall } from "./doctor-firewall.ts";
import type { DoctorFirewall } from "./doctor-firewall.ts";
import type { Environment } from "./environment.ts";
import { CliError } from "./errors.ts";
import { openRunFirewall } from "./run-firewall.ts";
import { readEngineSettings } from "./settings.ts";

/** The firewall to measure against, and how it is let go. */
export interface OpenFirewall {
  readonly firewall: DoctorFirewall;
  close(): Promise<void>;
}

/**
 * Finds the firewall to measure against: the named one, the one of the data folder, or one of its own for `--run`.
 * Throws `CLI_NO_FIREWALL`, and as `startServer` does.
 */
export async function openDoctorFirewall(
  input: DoctorInput,
  environment: Environment,
): Promise<OpenFirewall> {
  checkUrl(input);
  const open = await findFirewall(input, environment);
  try {
    // Before anything is said, since nothing can be proved without it.
    await open.firewall.announce(environment.randomBytes(16).toString("hex"));
    return open;
  } catch (error) {
    await open.close();
    throw error;
  }
}

function checkUrl({ url, isUnderRun }: DoctorInput): void {
  if (url === undefined) return;
  if (isUnderRun) {
    throw new CliError("CLI_USAGE", {
      message: "Cannot use --url with --run as lockkeeper run takes the firewall of the data folder",
      hint: "Leave one of them away, or name the data folder with --data.",
    });
  }
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return;
  throw new CliError("CLI_USAGE", {
    message: `Cannot use ${JSON.stringify(url.slice(0, 200))} as a firewall as it is no http or https URL`,
    hint: "Write it in full, such as --url http://127.0.0.1:4880.",
  });
}

async function findFirewall(input: DoctorInput, environment: Environment): Promise<OpenFirewall> {
  const { askServer, runningServer } = await environment.engine();
  const token = environment.env["LOCKKEEPER_TOKEN"];
  const dataFolder = dataFolderOf(input.data, environment);
  const connect = (server: Pick<RunFile, "url" | "certificate">): OpenFirewall => ({
    firewall: connectDoctorFirewall({ askServer, server, token }),
    close: nothingToClose,
  });
  if (input.url !== undefined) return connect({ url: input.url });
  const running = await runningServer(dataFolder);
  if (running !== undefined) return connect(running);
  if (input.isUnderRun) {
    const settings = await readEngineSettings(input, environment);
    const own = await openRunFirewall(settings, environment, process.pid);
    // A firewall of this command's own never issued the token of another.
    const firewall = connectDoctorFirewall({
      askServer,
      server: own,
      token: own.isShared ? token : undefined,
    });
    return { firewall, close: () => own.close() };
  }
  throw new CliError("CLI_NO_FIREWALL", {
    message: `Cannot prove anything as no firewall runs on the data folder ${JSON.stringify(dataFolder)}`,
    hint: "Start one with `npx --no lockkeeper start`, name one with --url, or let --run start a private one.",
  });
}

async function nothingToClose(): Promise<void> {
  // It was there before.
}
