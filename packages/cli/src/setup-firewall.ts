import { CliError } from "./errors.ts";

/** What answers at the address that clients are pointed at. */
export type FirewallState =
  | { readonly kind: "running"; readonly version: string; readonly isObserving: boolean }
  | { readonly kind: "stranger" }
  | { readonly kind: "unreachable"; readonly why: string };

const timeoutMs = 3000;
const maxBytes = 65_536;

/** The address of a firewall with a final slash. Throws `CLI_USAGE` for what no client could use. */
export function parseFirewallUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    throw badUrl(text, "it is no http or https URL of a registry", "Write it as https://firewall.example/.");
  }
  if (url.username !== "" || url.password !== "") {
    throw badUrl("***", "it holds credentials", "Name the variable that holds the token with --token-env.");
  }
  return url.pathname.endsWith("/") ? url.href : `${url.href}/`;
}

function badUrl(text: string, why: string, hint: string): CliError {
  return new CliError("CLI_USAGE", {
    message: `Cannot use ${JSON.stringify(text.slice(0, 200))} as the firewall's URL as ${why}`,
    hint,
  });
}

/** Whether a URL leads to this machine itself. */
export function isLoopbackUrl(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** Asks who answers at an address. Never throws. */
export async function fetchFirewallState(url: string): Promise<FirewallState> {
  try {
    const response = await fetch(new URL("-/health", url), {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: "error",
    });
    const text = await readUpTo(response, maxBytes);
    return parseHealth(text) ?? { kind: "stranger" };
  } catch (error) {
    return { kind: "unreachable", why: reasonOf(error) };
  }
}

async function readUpTo(response: Response, bound: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > bound) return "";
  }
  return text;
}

function parseHealth(text: string): FirewallState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (!("policyRevision" in value) || !("version" in value) || typeof value.version !== "string")
    return undefined;
  return {
    kind: "running",
    version: value.version,
    isObserving: "observing" in value && value.observing === true,
  };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string")
    return cause.code;
  return cause instanceof Error && cause.name === "TimeoutError" ? "no answer in 3 s" : String(cause);
}
