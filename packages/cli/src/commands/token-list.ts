import { renderDuration } from "@lockkeeper/core";

import type { CommandModule, ViewContext } from "../command.ts";
import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { renderRow } from "../table.ts";
import { describeToken } from "../token-line.ts";
import type { TokenLine } from "../token-line.ts";
import { renderMoment } from "../views/moment.ts";
import { withTokens } from "../with-tokens.ts";

interface TokenListInput {
  readonly data: string | undefined;
  readonly isInForceOnly: boolean;
}

type ListItem = { readonly kind: "token"; readonly token: TokenLine } | { readonly kind: "none" };

/** `token list`: the tokens of the data folder, without secrets. */
export const tokenListCommand: CommandModule<TokenListInput, ListItem> = {
  run: listTokens,
  views: {
    person: renderItem,
    json: (item) => (item.kind === "none" ? undefined : item.token),
  },
};

async function* listTokens(input: TokenListInput, environment: Environment): AsyncIterable<ListItem> {
  const now = environment.clock.now();
  const rows = await withTokens(input.data, environment, (tokens) => tokens.list());
  const wanted = rows
    .map((row) => describeToken(row, now))
    .filter(({ status }) => !input.isInForceOnly || status === "in-force");
  for (const token of wanted) yield { kind: "token", token };
  if (wanted.length === 0) yield { kind: "none" };
}

/** So long before its end a token is pointed out, since a pipeline fails then. */
const warnBeforeMs = 14 * 86_400_000;
const widths = [6, 8, 26, 16, 16, 16] as const;
const headings = ["ID", "STATUS", "WHO", "MAY", "EXPIRES (UTC)", "LAST USED (UTC)", "NOTES"];

function renderItem(item: ListItem, { isFirst, style, now }: ViewContext): string {
  if (item.kind === "none") return "No tokens.\n";
  const { token } = item;
  const row = renderRow(
    [
      token.id,
      token.status,
      showForeign(token.identity),
      showForeign(token.permissions.join(",")),
      momentOf(token.expiresAt),
      token.lastUsedAt === null ? "never" : momentOf(token.lastUsedAt),
      notesOf(token, now),
    ],
    widths,
  );
  return `${isFirst ? renderRow(headings, widths) : ""}${token.status === "in-force" ? row : style.dim(row)}`;
}

function notesOf({ observing, packages, revokedAt, expiresAt, status }: TokenLine, now: number): string {
  const left = Date.parse(expiresAt) - now;
  const isEnding = status === "in-force" && left < warnBeforeMs;
  return [
    ...(isEnding ? [`ends in ${renderDuration(left)}`] : []),
    ...(observing ? ["only observes"] : []),
    ...(packages.length === 0 ? [] : [`for ${showForeign(packages.join(", "))}`]),
    ...(revokedAt === null ? [] : [`revoked ${momentOf(revokedAt)}`]),
  ].join("; ");
}

function momentOf(iso: string): string {
  return renderMoment(Date.parse(iso));
}
