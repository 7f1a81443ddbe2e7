import { itemsOf, memberOf, membersOf, textOf, tryParseLenientJson } from "../manifest/json-value.ts";
import type { JsonValue } from "../manifest/json-value.ts";
import type { Autorun, AutorunRule } from "./autorun-rule.ts";

/** Files of programming agents: hooks run commands, servers are started, rules are obeyed. */
export const agentRules: readonly AutorunRule[] = [
  { tool: "Claude Code", path: /(?:^|\/)\.claude\/settings(?:\.local)?\.json$/, read: readAgentSettings },
  {
    tool: "Claude Code",
    path: /(?:^|\/)\.claude-plugin\/plugin\.json$|(?:^|\/)hooks\/hooks\.json$/,
    read: readAgentSettings,
  },
  { tool: "Cursor", path: /(?:^|\/)\.cursor\/hooks\.json$/, read: readAgentSettings },
  { tool: "Cursor", path: /(?:^|\/)\.cursor\/environment\.json$/, read: readEnvironment },
  { tool: "Gemini CLI", path: /(?:^|\/)\.gemini\/settings\.json$/, read: readAgentSettings },
  { tool: "Windsurf", path: /(?:^|\/)\.windsurf\/hooks\.json$/, read: readAgentSettings },
  { tool: "GitHub Copilot", path: /(?:^|\/)\.github\/hooks\/[^/]+\.json$/, read: readAgentSettings },
  {
    tool: "an agent",
    path: /(?:^|\/)(?:\.mcp|\.(?:cursor|vscode|roo|windsurf|kiro\/settings)\/(?:mcp|mcp_config))\.json$/,
    read: (text) => serversIn(tryParseLenientJson(text)),
  },
  {
    tool: "an agent",
    path: /(?:^|\/)(?:\.cursorrules|\.windsurfrules|\.clinerules|\.cursor\/rules\/.+|\.windsurf\/rules\/.+|\.github\/copilot-instructions\.md|\.kiro\/steering\/.+)$/,
    read: () => [{ when: "rules that it obeys" }],
  },
];

/** Hooks of events, servers, and helpers that run with every session. */
function readAgentSettings(text: string): readonly Autorun[] {
  const settings = tryParseLenientJson(text);
  const hooks = membersOf(memberOf(settings, "hooks")).flatMap(([event, entries]) =>
    commandsIn(entries, 0).map((command) => ({ when: `hook ${event.slice(0, 60)}`, command })),
  );
  const helpers = ["apiKeyHelper", "awsAuthRefresh", "otelHeadersHelper"].flatMap((name) =>
    textAsAutorun(textOf(settings, name), `${name} of every session`),
  );
  const status = textAsAutorun(
    textOf(memberOf(settings, "statusLine"), "command"),
    "statusLine of every session",
  );
  const allowed = itemsOf(memberOf(memberOf(settings, "permissions"), "allow"));
  return [
    ...hooks,
    ...helpers,
    ...status,
    ...serversIn(settings),
    ...(allowed.length > 0 ? [{ when: "permissions it is given" }] : []),
  ];
}

function textAsAutorun(command: string | undefined, when: string): readonly Autorun[] {
  return command === undefined ? [] : [{ when, command }];
}

/** Commands at any depth: an event has groups, a group has hooks. */
function commandsIn(value: JsonValue | undefined, depth: number): readonly string[] {
  if (depth > 5 || value === undefined) return [];
  const own = textOf(value, "command") ?? textOf(value, "bash") ?? textOf(value, "powershell");
  const below = [...itemsOf(value), ...itemsOf(memberOf(value, "hooks"))];
  return [...(own === undefined ? [] : [own]), ...below.flatMap((child) => commandsIn(child, depth + 1))];
}

/** Servers are started by name once the user trusts them; their commands are named, not counted as run. */
function serversIn(document: JsonValue | undefined): readonly Autorun[] {
  const servers = memberOf(document, "mcpServers") ?? memberOf(document, "servers");
  return membersOf(servers).map(([name, server]) => {
    const words = [textOf(server, "command"), ...itemsOf(memberOf(server, "args"))].filter(
      (word) => typeof word === "string",
    );
    const command = words.length > 0 ? words.join(" ") : textOf(server, "url");
    return { when: `MCP server ${name.slice(0, 60)}, once it is trusted`, command };
  });
}

function readEnvironment(text: string): readonly Autorun[] {
  const document = tryParseLenientJson(text);
  return ["install", "start"].flatMap((name) =>
    textAsAutorun(textOf(document, name), `${name} of a machine`),
  );
}
