import { writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import type { PresetName } from "@lockkeeper/policy";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";

interface PolicyInitInput {
  readonly preset: string;
  readonly out: string | undefined;
  readonly data: string | undefined;
  readonly isForced: boolean;
}

interface WrittenPolicy {
  readonly file: string;
  readonly preset: PresetName;
  readonly revision: string;
  /** Whether it is where `start` looks for it. */
  readonly isInDataFolder: boolean;
}

/** `policy init`: writes a commented policy. */
export const policyInitCommand: CommandModule<PolicyInitInput, WrittenPolicy> = {
  run: initPolicy,
  views: {
    person: ({ file, preset, isInDataFolder }, { style }) =>
      [
        `Wrote ${style.bold(file)} with the preset ${preset}.\n`,
        isInDataFolder
          ? "`start` uses it; a running server follows within a second.\n"
          : `Use it with: npx --no lockkeeper start --policy ${file}\n`,
      ].join(""),
    json: ({ file, preset, revision }) => ({ file, preset, policyRevision: revision }),
  },
};

async function* initPolicy(input: PolicyInitInput, environment: Environment): AsyncIterable<WrittenPolicy> {
  const { parsePolicy, policyRevision, renderPolicyTemplate } = await import("@lockkeeper/policy");
  const preset = toPreset(input.preset);
  const inDataFolder = join(dataFolderOf(input.data, environment), "policy.yaml");
  const file = input.out === undefined ? inDataFolder : resolve(environment.cwd, input.out);
  const text = renderPolicyTemplate(preset);
  await writeNew(file, text, input.isForced);
  const policy = parsePolicy(text, { source: file, tier: "organisation" });
  yield { file, preset, revision: policyRevision(policy), isInDataFolder: file === inDataFolder };
}

function toPreset(name: string): PresetName {
  return name === "relaxed" || name === "strict" ? name : "balanced";
}

async function writeNew(file: string, text: string, isForced: boolean): Promise<void> {
  try {
    const { makeFolder } = await import("@lockkeeper/store");
    await makeFolder(dirname(file));
    await writeFile(file, text, { flag: isForced ? "w" : "wx" });
  } catch (cause) {
    if (systemErrorCode(cause) === "EEXIST") {
      throw new CliError("CLI_FILE_EXISTS", {
        message: `Cannot write "${file}" as there is a file already`,
        hint: "Replace it with --force, or write elsewhere with --out.",
        cause,
      });
    }
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot write "${file}" as the system refuses: ${systemErrorCode(cause) ?? String(cause)}`,
      hint: "Choose another place with --out or --data.",
      cause,
    });
  }
}
