import { renderInstantShort } from "@lockkeeper/core";

import { clientSetups, renderAssignment } from "../client-setup.ts";
import type { ViewContext } from "../command.ts";
import type { StartedServer } from "../commands/start.ts";
import { showForeign } from "../foreign-text.ts";
import type { Style } from "../style.ts";
import { count, renderPairs } from "../table.ts";

/** What `start` prints: where it is, what it works with, and how to point each client at it. The last line says Ready. */
export function renderBanner({ server, drillTime, platform }: StartedServer, { style }: ViewContext): string {
  const upstreams = server.upstreams.map(({ id, url, scopes }): readonly [string, string] => [
    "Upstream",
    showForeign(scopes.length === 0 ? url : `${url} (${id}: ${scopes.join(", ")})`),
  ]);
  const advisories =
    server.advisoryRecords === 0
      ? "no advisories yet (npx --no lockkeeper intel update)"
      : count(server.advisoryRecords, "advisory record");
  const setups = clientSetups(server.url);
  const everything = setups.flatMap(({ variables }) => variables);
  return [
    `${style.bold("Lockkeeper")} ${server.url}/\n\n`,
    renderPairs([
      ["Data folder", showForeign(server.dataFolder)],
      ...upstreams,
      ["Policy", `${server.preset}, revision ${server.policyRevision}`],
      ["Intelligence", `${count(server.campaigns, "documented campaign")}, ${advisories}`],
      ["Feeds", renderFeeds(server, style)],
      ...(server.isObserving
        ? [["Mode", style.yellow("observing: everything is served, nothing is withheld")] as const]
        : []),
      ...(server.isTokenRequired ? [["Access", renderAccess(server.tokensInForce, style)] as const] : []),
      ...(drillTime === undefined
        ? []
        : [["Clock", style.yellow(`drill, ${renderInstantShort(drillTime)}`)] as const]),
    ]),
    "\nPoint a client at it:\n",
    renderPairs(
      setups.map(({ client, variables }) => [
        client,
        variables.map(({ name, value }) => `${name}=${value}`).join(" "),
      ]),
    ),
    "\nOr all of them in this shell:\n",
    ...everything.map((variable) => `  ${renderAssignment(variable, platform)}\n`),
    "\nStop with Ctrl-C.\nReady\n",
  ].join("");
}

function renderFeeds(
  { followedFeeds, staleFeeds, advisoryRecords }: StartedServer["server"],
  style: Style,
): string {
  const asked =
    followedFeeds.length === 0
      ? "not asked by itself (intel update, or start --update-feeds)"
      : `asked by itself: ${followedFeeds.join(", ")}`;
  if (staleFeeds.length === 0 || advisoryRecords === 0) return asked;
  return `${asked}; ${style.yellow(`${staleFeeds.join(", ")} not confirmed for more than a day`)}`;
}

function renderAccess(tokensInForce: number, style: Style): string {
  if (tokensInForce > 0)
    return `a token is required, ${tokensInForce} in force (how clients send it: docs/tokens.md)`;
  return style.yellow("a token is required and there is none (npx --no lockkeeper token create …)");
}
