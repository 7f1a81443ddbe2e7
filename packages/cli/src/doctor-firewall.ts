import { CliError } from "./errors.ts";

/** One version of a canary as the firewall describes it. */
export interface CanaryVersion {
  readonly version: string;
  readonly integrity: string;
  readonly shasum: string;
}

/** What a client asked of a canary. */
export interface CanaryAsk {
  readonly kind: string;
  readonly version: string | undefined;
  readonly outcome: string;
}

/** A canary as the firewall describes it: what it is, and what was asked of it so far. */
export interface CanaryReport {
  readonly name: string;
  readonly allowed: CanaryVersion;
  readonly refused: CanaryVersion;
  /** The environment variable that lets the canary's script leave its mark. */
  readonly variable: string;
  /** The file that the script leaves. */
  readonly marker: string;
  readonly isObserving: boolean;
  readonly asks: readonly CanaryAsk[];
}

/** The firewall that doctor measures against. */
export interface DoctorFirewall {
  /** Without a final slash. */
  readonly url: string;
  /** Announces a new canary. Throws `CLI_NO_CANARY`. */
  announce(nonce: string): Promise<CanaryReport>;
  /** Tells what was asked of a canary. Throws `CLI_NO_CANARY`. */
  look(nonce: string): Promise<CanaryReport>;
}

const timeoutMs = 10_000;
const path = "/-/lockkeeper/canaries";

/** Speaks to a firewall; the token, if there is one, says who asks. */
export function connectDoctorFirewall(url: string, token: string | undefined): DoctorFirewall {
  const base = url.replace(/\/+$/, "");
  const headers = {
    accept: "application/json",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  return {
    url: base,
    announce: (nonce) =>
      ask(`${base}${path}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ nonce }),
      }),
    look: (nonce) => ask(`${base}${path}/${nonce}`, { headers }),
  };
}

async function ask(url: string, request: RequestInit): Promise<CanaryReport> {
  let answer: Response;
  let body: unknown;
  try {
    answer = await fetch(url, { ...request, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
    body = await answer.json();
  } catch (cause) {
    throw noCanary(url, "it does not answer as a firewall", cause);
  }
  const report = answer.ok ? tryParseReport(body) : undefined;
  if (report !== undefined) return report;
  const error = textOf(body, "error") ?? `it answers ${answer.status}`;
  throw noCanary(url, error, undefined);
}

function noCanary(url: string, why: string, cause: unknown): CliError {
  return new CliError("CLI_NO_CANARY", {
    message: `Cannot announce a canary at ${JSON.stringify(new URL(url).origin)}: ${why}`,
    hint: "The firewall must be of this version or newer; LOCKKEEPER_TOKEN must hold a token if it asks for one.",
    cause,
  });
}

function tryParseReport(body: unknown): CanaryReport | undefined {
  const [name, variable, marker] = ["name", "variable", "marker"].map((key) => textOf(body, key));
  const [allowed, refused] = ["allowed", "refused"].map((key) => tryParseVersion(field(body, key)));
  const asks = field(body, "asks");
  const isObserving = field(body, "observing");
  if (name === undefined || variable === undefined || marker === undefined) return undefined;
  if (allowed === undefined || refused === undefined) return undefined;
  if (!Array.isArray(asks) || typeof isObserving !== "boolean") return undefined;
  return { name, allowed, refused, variable, marker, isObserving, asks: asks.map(parseAsk) };
}

function tryParseVersion(value: unknown): CanaryVersion | undefined {
  const [version, integrity, shasum] = ["version", "integrity", "shasum"].map((key) => textOf(value, key));
  if (version === undefined || integrity === undefined || shasum === undefined) return undefined;
  return { version, integrity, shasum };
}

function parseAsk(value: unknown): CanaryAsk {
  return {
    kind: textOf(value, "kind") ?? "",
    version: textOf(value, "version"),
    outcome: textOf(value, "outcome") ?? "",
  };
}

function textOf(value: unknown, key: string): string | undefined {
  const found = field(value, key);
  return typeof found === "string" ? found : undefined;
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(key);
}
