import type { Client } from "./clients.ts";
import type { ClientRecordings } from "./record-all.ts";
import type { Recording } from "./recording.ts";

const origin = "http://127.0.0.1:4880";

const introduction = `# Clients

What each package manager does behind the firewall, as its terminal showed it. Every block is a real run against
\`drill serve axios-2026\` at 2026-03-31 01:10 UTC under the preset *balanced*, with fresh caches and without any
configuration but the one that points the client at the firewall; install scripts and the clients' own minimum ages of
versions are off, so that what is seen is the firewall's doing. At that minute axios 1.14.1 (\`latest\`) and 0.30.4
(\`legacy\`) are live with their dependency plain-crypto-js 4.2.1, and no feed names any of them.

This page is generated: \`LOCKKEEPER_RECORD=1 npx vitest run tests/clients/record-terminals.test.ts\`.
Addresses, folders and durations are made alike; nothing else is changed.
`;

const limitsIntroduction = `## What a registry setting cannot do

A client asks the registry that it is pointed at only for what it does not have, and only where its lockfile lets it.
The runs below were pointed at the firewall and yet installed the poisoned version, or did not:

- **Warm cache**: the poisoned versions had been installed before, through a firewall that only observed. A client that
  keeps a tarball does not ask again, so no firewall can stop it. After an incident caches have to be cleared, on
  developers' machines and in CI. npm did ask again, since it obeys the word that forbids to store what was served
  against the firewall's judgement; a cache that npm filled without the firewall is as open as the others.
- **Foreign addresses**: the lockfile names another registry's host for every tarball, as one does that was made there.
  npm re-bases the addresses of its default registry alone, Yarn 1 and Bun take any address as it stands. With
  \`npm_config_replace_registry_host=always\` npm re-bases them all.
`;

const limitsNotes = `Further ways past a registry setting, for every client: \`--registry\` on the command line; \`@scope:registry\` in a
project's \`.npmrc\` (Yarn Berry: \`npmScopes\`), which wins over the environment; with pnpm 10 also \`registries.default\`
in \`pnpm-workspace.yaml\`. Dependencies by git or URL never ask a registry; the clause for exotic sources withholds
versions that declare them, but not what a project itself declares. Where no way past may exist, close the network's
way to registries for all but the firewall.

A Yarn 1 lockfile that was made at Yarn's own default registry names that host and goes there. Rewrite its
\`resolved\` lines once, or make the lockfile behind the firewall.

## What lockfiles say when they are made behind the firewall

| client | addresses in the lockfile |
|---|---|
| npm | those of npm's default registry: the lockfile works with and without the firewall |
| pnpm, Yarn Berry | none |
| Yarn 1, Bun | those of the firewall, as it was spelled in the setting: use one address for all |
`;

/** The page about clients, from recorded runs. */
export function renderClientsPage(recordings: readonly ClientRecordings[]): string {
  return [
    introduction,
    renderSummary(recordings),
    "## Pointing a client at the firewall\n",
    "By the environment, or by a file in the project. Either was tried with every client.\n",
    ...recordings.map(({ client }) => renderPointing(client)),
    "## What the terminals print\n",
    ...recordings.map(renderTerminals),
    limitsIntroduction,
    renderLimits(recordings),
    limitsNotes,
  ].join("\n");
}

function renderSummary(recordings: readonly ClientRecordings[]): string {
  const rows = recordings.map((all) =>
    [
      all.client.title,
      ...[all.range, all.exact, all.frozen, all.known, all.optional, all.dlx].map(renderResult),
    ].join(" | "),
  );
  return `## Summary

Each cell: the version of axios that was installed, or none; the exit code; what the terminal said of the reason.
Where it names the clause, it also shows the decision URL, or until when the version is held.

| client | \`axios@^1\` | \`axios@1.14.1\` | frozen, poisoned lockfile | the same once it is known as malware | frozen, poisoned optional dependency | a tool that leans on axios |
|---|---|---|---|---|---|---|
${rows.map((row) => `| ${row} |`).join("\n")}

Nobody got axios 1.14.1, axios 0.30.4 or plain-crypto-js 4.2.1, neither into the project nor into a cache. Where a
terminal shows no reason, the firewall's log and ledger have it, and the decision URL explains it to a person:
\`${origin}/-/lockkeeper/decision/axios/1.14.1\`.

An optional dependency that is withheld does not end an install of npm and pnpm. npm prints the firewall's notice,
pnpm 12 a warning of its own; pnpm 10 even lists the dependency as added, but it is not there. Bun ends here because
of what the optional dependency needs in turn.
`;
}

function renderResult(recording: Recording | undefined): string {
  if (recording === undefined) return "no such command";
  const { output, exitCode } = recording;
  const shown = /\baxios (1\.14\.0)$/m.exec(output)?.[1];
  const version = recording.installed ?? (exitCode === 0 ? shown : undefined) ?? "none";
  return `${version}, exit ${exitCode}${reasonShown(output, exitCode)}`;
}

function reasonShown(output: string, exitCode: number): string {
  const clause = /Lockkeeper .*\b(cooldown|malware)\b/.exec(output)?.[1];
  if (clause !== undefined) return `, says *${clause}*`;
  if (exitCode === 0) return "";
  if (output.includes("403")) return ", only the status 403";
  return ", as if there were no such version";
}

function renderPointing({ title, pointing, settings }: Client): string {
  const lines = Object.entries(pointing(origin)).map(([name, value]) => `export ${name}=${value}`);
  return `### ${title}: pointing

\`\`\`sh
${lines.join("\n")}
\`\`\`

or in \`${settings.name}\`:

\`\`\`
${settings.text(origin).trim()}
\`\`\`
`;
}

function renderTerminals(all: ClientRecordings): string {
  return [
    `### ${all.client.title}\n`,
    renderTerminal("A range falls back", all.range),
    renderTerminal("An exact version is withheld", all.exact),
    renderTerminal("A frozen install of a poisoned lockfile is refused", all.frozen),
    renderTerminal("The same once the versions are known as malware", all.known),
    renderTerminal("A poisoned optional dependency of a lockfile", all.optional),
    ...(all.dlx === undefined
      ? []
      : [renderTerminal("A tool that leans on axios runs without an install", all.dlx)]),
  ].join("\n");
}

function renderTerminal(title: string, { command, output, exitCode }: Recording): string {
  return `${title} (exit ${exitCode}):

\`\`\`console
$ ${command}
${output}
\`\`\`
`;
}

function renderLimits(recordings: readonly ClientRecordings[]): string {
  const rows = recordings.map(({ client, warm, foreign, foreignReplaced }) => {
    const replaced =
      foreignReplaced === undefined ? "" : `; with the setting: ${renderLimit(foreignReplaced)}`;
    const elsewhere =
      foreign === undefined ? "its lockfile holds none" : `${renderLimit(foreign)}${replaced}`;
    return `| ${client.title} | ${renderLimit(warm)} | ${elsewhere} |`;
  });
  return `| client | frozen install from a warm cache | frozen install with foreign addresses |\n|---|---|---|\n${rows.join("\n")}\n`;
}

function renderLimit({ installed, exitCode }: Recording): string {
  if (exitCode !== 0) return `refused, exit ${exitCode}`;
  return installed === undefined ? "nothing installed" : `**axios ${installed} installed**, exit ${exitCode}`;
}
