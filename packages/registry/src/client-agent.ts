import { limits } from "@lockkeeper/core";

import type { RegistryRequest } from "./request.ts";

/** The header fields of a request, names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a client says about itself. Claims, for the ledger and for the form of an answer, never for a decision. */
export interface ClientAgent {
  readonly client: "npm" | "pnpm" | "yarn" | "yarn-berry" | "bun" | "other";
  readonly version: string | undefined;
  /** The CI vendor, as npm names it: `github-actions`. */
  readonly ci: string | undefined;
  /** `install`, `ci`, `exec`, …; only npm sends it. */
  readonly command: string | undefined;
  /** Whether the client fetches tarballs of npm's default host from its configured registry instead. */
  readonly rebasesTarballs: boolean;
  /** The integrity value that the client's lockfile expects; only npm sends it. */
  readonly expectedIntegrity: string | undefined;
  /** Whether the client asks for the install form of packuments. */
  readonly wantsAbbreviated: boolean;
}

const agentMaxCharacters = 256;
const abbreviatedType = "application/vnd.npm.install-v1+json";
// oxlint-disable-next-line no-control-regex -- Security: control characters are exactly what must not reach the ledger.
const controlCharacters = /[\u0000-\u001f\u007f-\u009f]/g;
const versionForm = /^\d{1,6}\.[0-9A-Za-z.+-]{1,60}$/;
const ciForm = /(?:^| )ci\/([A-Za-z0-9._-]{1,64})(?: |$)/;
/** Commands in which npm itself asks for full packuments, so that a short one of npm can only be its update check. */
const commandsOfFullDocuments: ReadonlySet<string> = new Set(
  "ci dedupe find-dupes init install install-ci-test install-test link ls prune rebuild run run-script start stop test uninstall update".split(
    " ",
  ),
);

/** Reads a client's headers. Total: what is malformed is left out, what is long is cut. */
export function parseClientAgent(headers: RequestHeaders): ClientAgent {
  const agent = readHeader(headers, "user-agent", agentMaxCharacters) ?? "";
  const accept = readHeader(headers, "accept", agentMaxCharacters) ?? "";
  const { client, version } = parseProduct(agent);
  return {
    client,
    version,
    ci: ciForm.exec(agent)?.[1],
    command: readHeader(headers, "npm-command", 64),
    // npm 6 and older fetch and record what they are given.
    rebasesTarballs: client === "npm" && Number.parseInt(version ?? "0", 10) >= 7,
    expectedIntegrity: readHeader(headers, "pacote-integrity", limits.integrityMaxCharacters),
    wantsAbbreviated: accept.includes(abbreviatedType),
  };
}

/**
 * Whether a request is a client's look for a newer self rather than part of an install. npm asks for the short
 * form of its own packument then, in commands that ask for the full form of everything they install; a command
 * that resolves short forms itself (`exec`) is never taken for a check. pnpm's check and its resolution of a
 * dependency named pnpm are the same request, so the packument counts as a check and only the tarball as a use.
 * In doubt, and in CI, where neither client checks, the answer is no.
 */
export function isUpdateCheck(request: RegistryRequest, agent: ClientAgent): boolean {
  if (request.kind !== "packument" || request.name !== agent.client) return false;
  if (agent.ci !== undefined || agent.expectedIntegrity !== undefined) return false;
  if (agent.client === "pnpm") return true;
  return agent.client === "npm" && agent.wantsAbbreviated && commandsOfFullDocuments.has(agent.command ?? "");
}

function parseProduct(agent: string): Pick<ClientAgent, "client" | "version"> {
  const [product = ""] = agent.split(" ", 1);
  const slash = product.indexOf("/");
  const client = clientOf(slash < 0 ? product : product.slice(0, slash), agent);
  const text = slash < 0 ? "" : product.slice(slash + 1);
  const version = versionForm.test(text) ? text : undefined;
  const isBerry = client === "yarn" && version !== undefined && Number.parseInt(version, 10) >= 2;
  return { client: isBerry ? "yarn-berry" : client, version };
}

function clientOf(product: string, agent: string): ClientAgent["client"] {
  switch (product.toLowerCase()) {
    case "npm":
      return "npm";
    case "pnpm":
      return "pnpm";
    case "yarn":
      return "yarn";
    case "bun":
      return "bun";
    default:
      // Yarn Berry leaves the name of its HTTP library in place.
      return agent.startsWith("got (") ? "yarn-berry" : "other";
  }
}

function readHeader(headers: RequestHeaders, name: string, max: number): string | undefined {
  const value = headers[name];
  const first = typeof value === "string" ? value : value?.[0];
  const text = first?.slice(0, max).replace(controlCharacters, "").trim();
  return text === "" ? undefined : text;
}
