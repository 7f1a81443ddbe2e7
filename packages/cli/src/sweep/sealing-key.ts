import { createPrivateKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";

import { CliError } from "../errors.ts";

/** Reads the private key that seals results. Throws `CLI_BAD_FILE`. */
export async function readSealingKey(file: string): Promise<KeyObject> {
  try {
    const key = createPrivateKey(await readFile(file, "utf8"));
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch (cause) {
    throw badKey(file, cause);
  }
  throw badKey(file);
}

function badKey(file: string, cause?: unknown): CliError {
  return new CliError("CLI_BAD_FILE", {
    message: `Cannot seal with "${file}" as it is no private key of Ed25519 in PEM form that can be read`,
    hint: "intel bundle keygen makes such a key.",
    cause,
  });
}
