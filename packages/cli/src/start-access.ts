import { resolve } from "node:path";

import type { ServerSettings } from "@lockkeeper/server";

import type { Environment } from "./environment.ts";
import { CliError } from "./errors.ts";

/** The flags that say who may reach a server, and how. */
export interface AccessFlags {
  readonly isTokenRequired: boolean;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly publicUrl: string | undefined;
  readonly maxConnectionsPerAddress: number | undefined;
}

/** Turns the flags into settings. Throws CLI_USAGE for one TLS file without the other. */
export function readAccessSettings(
  flags: AccessFlags,
  { cwd }: Pick<Environment, "cwd">,
): Pick<ServerSettings, "isTokenRequired" | "tlsFiles" | "publicUrl" | "maxConnectionsPerAddress"> {
  const { isTokenRequired, tlsCert, tlsKey, publicUrl, maxConnectionsPerAddress } = flags;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new CliError("CLI_USAGE", {
      message: `Cannot speak TLS as --tls-${tlsCert === undefined ? "cert" : "key"} is missing`,
      hint: "Give both: --tls-cert cert.pem --tls-key key.pem.",
    });
  }
  const tlsFiles =
    tlsCert === undefined || tlsKey === undefined
      ? undefined
      : { certFile: resolve(cwd, tlsCert), keyFile: resolve(cwd, tlsKey) };
  return { isTokenRequired, tlsFiles, publicUrl, maxConnectionsPerAddress };
}
