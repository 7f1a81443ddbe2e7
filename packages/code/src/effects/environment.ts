import type { Machine } from "../engine/machine.ts";
import { bits } from "../engine/taint.ts";
import { Opaque } from "../engine/values.ts";
import type { NamingLevel, Value } from "../engine/values.ts";

const homes: ReadonlySet<string> = new Set(["HOME", "USERPROFILE", "HOMEPATH"]);
const temporary: ReadonlySet<string> = new Set(["TMPDIR", "TEMP", "TMP"]);
const secretWords =
  /(?:^|_)(?:TOKEN|SECRET|PASS|PASSWORD|PASSWD|PASSPHRASE|PWD|KEY|APIKEY|CREDENTIALS?|MNEMONIC|SEED|AUTH|PAT|COOKIE|PRIVATE|DSN)S?(?:_|$)/i;
const noSecrets = /^(?:SSH_AUTH_SOCK|PWD|OLDPWD|INIT_CWD|npm_package_|npm_config_(?!_auth|.*token))/i;

/** Whether a variable of that name holds a secret. */
export function isSecretVariable(name: string): boolean {
  return secretWords.test(name) && !noSecrets.test(name);
}

/** Reads one variable of the environment. */
export function readEnvironment(m: Machine, name: string | undefined, naming: NamingLevel): Value {
  m.note({ kind: "read-environment", api: "process.env", argument: name, naming });
  if (name === undefined) return new Opaque(bits.environment, undefined, 0, "process.env[…]");
  const about = `process.env.${name}`;
  if (homes.has(name)) return new Opaque(0, "~", 0, about);
  if (temporary.has(name)) return new Opaque(0, "${tmpdir}", 0, about);
  return new Opaque(isSecretVariable(name) ? bits.environment : 0, `\${${name}}`, 0, about);
}

/** The environment is taken as a whole. */
export function readWholeEnvironment(m: Machine): void {
  m.note({ kind: "read-all-environment", api: "process.env" });
}
