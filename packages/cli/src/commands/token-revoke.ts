import { tokenIdentity } from "@lockkeeper/store";
import type { TokenRow } from "@lockkeeper/store";

import type { CommandModule } from "../command.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { showForeign } from "../foreign-text.ts";
import { describeToken } from "../token-line.ts";
import type { TokenLine } from "../token-line.ts";
import { withTokens } from "../with-tokens.ts";

interface TokenRevokeInput {
  /** An id, `kind:name`, or a name. */
  readonly which: string;
  readonly data: string | undefined;
}

/** `token revoke`: ends tokens. */
export const tokenRevokeCommand: CommandModule<TokenRevokeInput, TokenLine> = {
  run: revokeTokens,
  views: {
    person: ({ id, identity }) => `Revoked ${id} of ${showForeign(identity)}.\n`,
    json: (token) => token,
  },
};

async function* revokeTokens(
  { which, data }: TokenRevokeInput,
  environment: Environment,
): AsyncIterable<TokenLine> {
  const revoked = await withTokens(data, environment, (tokens) => {
    // An expired one may be revoked too: whoever asks for it wants it to be over.
    const meant = findMeant(
      tokens.list().filter(({ revokedAt }) => revokedAt === undefined),
      which,
    );
    const ids = new Set(meant.filter(({ id }) => tokens.revoke(id)).map(({ id }) => id));
    return tokens.list().filter(({ id }) => ids.has(id));
  });
  for (const row of revoked) yield describeToken(row, environment.clock.now());
}

function findMeant(rows: readonly TokenRow[], which: string): readonly TokenRow[] {
  const byId = rows.filter(({ id }) => id === which);
  if (byId.length > 0) return byId;
  const byIdentity = rows.filter((row) => tokenIdentity(row) === which);
  if (byIdentity.length > 0) return byIdentity;
  const byName = rows.filter(({ name }) => name === which);
  const identities = [...new Set(byName.map(tokenIdentity))];
  if (identities.length === 1) return byName;
  const shown = JSON.stringify(which.slice(0, 120));
  throw new CliError("CLI_NO_SUCH_TOKEN", {
    message:
      identities.length === 0
        ? `Cannot revoke ${shown} as no token that is not revoked yet has that id or stands for that name`
        : `Cannot revoke ${shown} as several have that name: ${identities.join(", ")}`,
    hint:
      identities.length === 0
        ? "See the tokens with: npx --no lockkeeper token list"
        : `Say which: npx --no lockkeeper token revoke ${identities[0] ?? ""}`,
  });
}
