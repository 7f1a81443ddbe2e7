import { join, resolve } from "node:path";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";

interface KeygenInput {
  readonly data: string | undefined;
  readonly file: string | undefined;
}

interface NewKeys {
  readonly privateFile: string;
  readonly publicFile: string;
  readonly fingerprint: string;
}

/** `intel bundle keygen`: makes the keys that sign bundles and prove them. */
export const intelBundleKeygenCommand: CommandModule<KeygenInput, NewKeys> = {
  run: makeKeys,
  views: { person: renderKeys, json: (keys) => keys },
};

/** The private key of this data folder. */
export function bundleKeyFile({ data, file }: KeygenInput, environment: Environment): string {
  return file === undefined
    ? join(dataFolderOf(data, environment), "bundle.key")
    : resolve(environment.cwd, file);
}

async function* makeKeys(input: KeygenInput, environment: Environment): AsyncIterable<NewKeys> {
  const { createBundleKeys } = await import("@lockkeeper/feeds");
  const { openDataFolder } = await import("@lockkeeper/store");
  if (input.file === undefined) await openDataFolder(dataFolderOf(input.data, environment));
  const privateFile = bundleKeyFile(input, environment);
  yield { privateFile, ...(await createBundleKeys(privateFile)) };
}

function renderKeys({ privateFile, publicFile, fingerprint }: NewKeys): string {
  return [
    `Private key  ${showForeign(privateFile)}  (signs bundles; keep it here)\n`,
    `Public key   ${showForeign(publicFile)}  (give it to whoever imports them)\n`,
    `Fingerprint  ${fingerprint}\n`,
  ].join("");
}
