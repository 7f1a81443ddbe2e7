import type { ClientSettings, Setting } from "@lockkeeper/clients";

/** A credential that stands in a settings file of the project itself. */
export interface LiteralSecret {
  readonly file: string;
  readonly line: number;
  /** The setting's own. */
  readonly path: readonly string[];
  /** What must not be seen: never printed, and never part of a finding. */
  readonly value: string;
  readonly form: "token" | "password" | "auth";
  /** Whether it is the password within an address. */
  readonly isInAddress: boolean;
}

/** The credentials that the project's own settings hold, each once for its place. */
export function listLiteralSecrets(settings: readonly ClientSettings[]): readonly LiteralSecret[] {
  const found = new Map<string, LiteralSecret>();
  for (const each of settings) {
    for (const setting of each.settings) {
      const secret = readSecret(setting);
      if (secret !== undefined) found.set(JSON.stringify([secret.file, secret.line, secret.path]), secret);
    }
  }
  return [...found.values()];
}

/** The credential that one setting holds, if it does. */
export function readSecret({ path, value, origin }: Setting): LiteralSecret | undefined {
  if (origin.kind !== "file" || origin.level !== "project" || typeof value !== "string") return undefined;
  const { file, line } = origin;
  const form = formOf(path);
  if (form !== undefined && isLiteral(value)) return { file, line, path, value, form, isInAddress: false };
  const password = /^https?:\/\/[^/@\s:]{0,200}:([^/@\s]{1,1000})@/i.exec(value)?.[1];
  if (password === undefined || !isLiteral(password)) return undefined;
  return { file, line, path, value: password, form: "password", isInAddress: true };
}

/** Bun keeps a token below its registry. */
function formOf(path: readonly string[]): LiteralSecret["form"] | undefined {
  const key = path.at(-1) ?? "";
  if (/(?:^|:)_authToken$|^npmAuthToken$/i.test(key)) return "token";
  if (/(?:^|:)_password$/i.test(key)) return "password";
  if (/(?:^|:)_auth$|^npmAuthIdent$/i.test(key)) return "auth";
  if (path[0] !== "install") return undefined;
  return key === "token" || key === "password" ? key : undefined;
}

/** A value that stands there itself rather than the name of a variable. */
function isLiteral(value: string): boolean {
  return value !== "" && !value.includes("${") && !value.startsWith("$");
}
