import type { ClientCommand } from "@lockkeeper/clients";
import { redact } from "@lockkeeper/core";

import type { Environment } from "./environment.ts";
import { isLoopbackUrl } from "./setup-firewall.ts";
import type { FirewallState } from "./setup-firewall.ts";
import type { SetupNote } from "./setup-item.ts";

/** What the notes are made of. */
export interface NoteFacts {
  readonly url: string;
  readonly commands: readonly ClientCommand[];
  readonly state: FirewallState;
  /** The registry that npm had before; `undefined` for its default. */
  readonly previousRegistry: string | undefined;
  /** Whether the firewall's data folder is the one that knows the previous registry. */
  readonly isOwnFirewall: boolean;
  readonly scopes: ReadonlyMap<string, string>;
  readonly tokenVariable: string | undefined;
  readonly isYarnClassicUsed: boolean;
  readonly environment: Environment;
}

/** What setup cannot do, and what the user has to know of it. */
export function setupNotes(facts: NoteFacts): readonly SetupNote[] {
  return [
    ...firewallNotes(facts),
    ...upstreamNotes(facts),
    ...[...facts.scopes].flatMap(([scope, registry]) => scopeNotes(scope, registry, facts)),
    ...environmentNotes(facts),
    ...tokenNotes(facts),
    note(
      "project-settings",
      "A project's own settings win over these: its .npmrc, .yarnrc, .yarnrc.yml, bunfig.toml, pnpm-workspace.yaml, and scopes. `lockkeeper run -- <command>` covers that, and `lockkeeper doctor` shows it.",
    ),
    ...(facts.commands.includes("yarn")
      ? [
          note(
            "yarn-1-lockfiles",
            "Yarn 1 fetches the addresses that its lockfile names, whatever the registry is. `lockkeeper run -- yarn install` covers that.",
          ),
        ]
      : []),
    note(
      "caches",
      "What the clients have in their caches already is not asked for again. `lockkeeper doctor` shows which.",
    ),
  ];
}

function firewallNotes({ url, state }: NoteFacts): readonly SetupNote[] {
  const notes: SetupNote[] = [];
  if (state.kind === "unreachable" && /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(state.why))
    notes.push(certificateNote(url, state.why));
  else if (state.kind !== "running") {
    const why = state.kind === "stranger" ? "what answers there is no Lockkeeper" : state.why;
    notes.push(
      note(
        "firewall",
        `No firewall answers at ${url} (${why}): until one does, installs will fail.`,
        isLoopbackUrl(url) ? [`npx --no lockkeeper start --port ${portOf(url)}`] : [],
      ),
    );
  } else if (state.isObserving) {
    notes.push(note("firewall", `The firewall at ${url} only observes: it serves everything.`));
  }
  if (url.startsWith("http:") && !isLoopbackUrl(url))
    notes.push(
      note("plain-http", "Anybody on the way can read and change what is sent over http. Use https."),
    );
  return notes;
}

function certificateNote(url: string, why: string): SetupNote {
  return note(
    "firewall",
    `The certificate of ${url} is not trusted on this machine (${why}), nor will the clients trust it until they know its authority:`,
    [
      "cafile=/path/to/authority.pem               in ~/.npmrc: npm, pnpm, Yarn 1, Bun",
      'httpsCaFilePath: "/path/to/authority.pem"   in ~/.yarnrc.yml: Yarn from 2 on',
    ],
  );
}

function portOf(url: string): string {
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "http:" ? "80" : "443") : port;
}

function upstreamNotes({ previousRegistry, isOwnFirewall }: NoteFacts): readonly SetupNote[] {
  if (previousRegistry === undefined) return [];
  const shown = redact(previousRegistry);
  if (isOwnFirewall) {
    return [
      note(
        "upstream",
        `Your registry was ${shown}: \`lockkeeper start\` goes on using it behind the firewall.`,
      ),
    ];
  }
  return [
    note(
      "upstream",
      `Your registry was ${shown}: the firewall has to know it, or its packages are not found. In its upstreams.yaml:`,
      upstreamLines("default", shown, undefined),
    ),
  ];
}

function scopeNotes(scope: string, registry: string, { url }: NoteFacts): readonly SetupNote[] {
  if (registry === url) return [];
  const shown = redact(registry);
  return [
    note(
      "scope",
      `${scope} goes to ${shown}, past the firewall. To have it looked at too, add to the firewall's upstreams.yaml and take the ${scope}:registry setting out:`,
      upstreamLines(
        scope
          .slice(1)
          .replace(/[^a-z0-9-]/gi, "-")
          .toLowerCase(),
        shown,
        scope,
      ),
    ),
  ];
}

function upstreamLines(id: string, url: string, scope: string | undefined): readonly string[] {
  return [
    "upstreams:",
    `  - id: ${id}`,
    `    url: ${JSON.stringify(url)}`,
    ...(scope === undefined ? [] : [`    scopes: [${JSON.stringify(scope)}]`]),
    `    # tokenEnv: NAME   if it needs a token`,
  ];
}

const decisiveVariables =
  /^(?:npm_config_registry|pnpm_config_registry|yarn_registry|yarn_npm_registry_server|bun_config_registry)$/i;

function environmentNotes({ url, environment: { env } }: NoteFacts): readonly SetupNote[] {
  // npm tells what it starts about its own settings in the same way; these end with it.
  if (env["npm_config_user_agent"] !== undefined) return [];
  return Object.entries(env)
    .filter(([name, value]) => decisiveVariables.test(name) && value !== undefined && `${value}/` !== url)
    .filter(([, value]) => value !== url)
    .map(([name, value = ""]) =>
      note("environment", `The environment wins over these settings: ${name}=${redact(value)}`),
    );
}

function tokenNotes({ tokenVariable, isYarnClassicUsed, environment }: NoteFacts): readonly SetupNote[] {
  if (tokenVariable === undefined) return [];
  const notes: SetupNote[] = [];
  if (environment.env[tokenVariable] === undefined) {
    notes.push(
      note(
        "token",
        `${tokenVariable} is not set: until it is, the clients send no valid token, and Yarn 1 does not even start.`,
        ["npx --no lockkeeper token create --person NAME"],
      ),
    );
  }
  if (isYarnClassicUsed)
    notes.push(
      note("token", "Yarn 1 needs the setting always-auth in ~/.npmrc; npm warns that it does not know it."),
    );
  return notes;
}

function note(id: SetupNote["id"], message: string, lines: readonly string[] = []): SetupNote {
  return { kind: "note", id, message, lines };
}
