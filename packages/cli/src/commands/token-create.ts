import { renderInstant, renderInstantShort } from "@lockkeeper/core";
import type { NewToken, TokenKind } from "@lockkeeper/store";

import type { CommandModule, ViewContext } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { showForeign } from "../foreign-text.ts";
import { parseFutureTime } from "../time-flag.ts";
import { describeToken } from "../token-line.ts";
import type { TokenLine } from "../token-line.ts";
import { withTokens } from "../with-tokens.ts";

interface TokenCreateInput {
  readonly owners: Readonly<Record<TokenKind, string | undefined>>;
  readonly expires: string;
  /** Separated by commas. */
  readonly may: string;
  /** Separated by commas. */
  readonly packages: string | undefined;
  readonly isObserving: boolean;
  readonly data: string | undefined;
}

interface CreatedToken {
  readonly token: TokenLine;
  /** Shown this once. */
  readonly secret: string;
  /** Where clients reach the server of the data folder, when one runs. */
  readonly url: string | undefined;
}

const longestMs = 366 * 86_400_000;
const patternsMaxCount = 50;

/** `token create`: issues a token. */
export const tokenCreateCommand: CommandModule<TokenCreateInput, CreatedToken> = {
  run: createToken,
  views: {
    person: renderCreated,
    json: ({ token, secret }) => ({ ...token, secret }),
  },
};

async function* createToken(input: TokenCreateInput, environment: Environment): AsyncIterable<CreatedToken> {
  const { hashTokenSecret, renderTokenSecret, tokenRandomBytes } = await import("@lockkeeper/store");
  const now = environment.clock.now();
  const wanted: Omit<NewToken, "hash"> = {
    ...parseOwner(input.owners),
    permissions: await parsePermissions(input.may),
    packages: await parsePatterns(input.packages),
    isObserving: input.isObserving,
    expiresAt: checkExpiry(input.expires, now),
  };
  const secret = renderTokenSecret(environment.randomBytes(tokenRandomBytes));
  const row = await withTokens(input.data, environment, (tokens) =>
    tokens.add({ ...wanted, hash: hashTokenSecret(secret) }),
  );
  const engine = await environment.engine();
  const running = await engine.runningServer(dataFolderOf(input.data, environment));
  yield { token: describeToken(row, now), secret, url: running?.clientUrl ?? running?.url };
}

function parseOwner(owners: TokenCreateInput["owners"]): Pick<NewToken, "kind" | "name"> {
  const kinds: readonly TokenKind[] = ["person", "pipeline", "host"];
  const named = kinds.flatMap((kind) => {
    const name = owners[kind];
    return name === undefined ? [] : [{ kind, name }];
  });
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  throw new CliError("CLI_BAD_TOKEN", {
    message: `Cannot create a token as it is ${named.length === 0 ? "for nobody" : "for several at once"}`,
    hint: "Give one of --person alice, --pipeline acme/shop and --host build-1.",
  });
}

async function parsePermissions(text: string): Promise<readonly string[]> {
  const { tokenPermissions } = await import("@lockkeeper/firewall");
  const wanted = [...new Set(splitList(text))];
  const known = [...tokenPermissions.keys()];
  const unknown = wanted.find((each) => !known.some((permission) => permission === each));
  if (wanted.length > 0 && unknown === undefined) return wanted;
  throw new CliError("CLI_BAD_TOKEN", {
    message: `Cannot create a token that may ${JSON.stringify(showForeign(unknown ?? text, 60))} as there is no such permission`,
    hint: `There are ${known.join(", ")}; separate several by commas.`,
  });
}

async function parsePatterns(text: string | undefined): Promise<readonly string[]> {
  if (text === undefined) return [];
  const { parsePackagePattern } = await import("@lockkeeper/policy");
  const patterns = splitList(text);
  if (patterns.length === 0 || patterns.length > patternsMaxCount) {
    throw badPatterns(`${patterns.length} patterns`, `there must be 1 to ${patternsMaxCount}`);
  }
  for (const each of patterns) {
    const pattern = parsePackagePattern(each);
    if ("refused" in pattern) throw badPatterns(each, pattern.refused);
    if (pattern.range !== undefined) throw badPatterns(each, "versions cannot be told apart here");
  }
  return patterns;
}

function badPatterns(what: string, why: string): CliError {
  return new CliError("CLI_BAD_TOKEN", {
    message: `Cannot create a token for the packages ${JSON.stringify(what.slice(0, 80))} as ${why}`,
    hint: "Write names or names with one star, separated by commas: '@acme/*', 'left-pad'.",
  });
}

function splitList(text: string): readonly string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

function checkExpiry(text: string, now: number): number {
  const expires = parseFutureTime("--expires", text, now);
  if (expires > now && expires - now <= longestMs) return expires;
  const why = expires <= now ? "it is over already" : "it is more than a year ahead";
  throw new CliError("CLI_BAD_TOKEN", {
    message: `Cannot create a token that ends at ${renderInstant(expires)} as ${why}`,
    hint: "Tokens last at most a year; issue a new one before the old one ends.",
  });
}

function renderCreated({ token, secret, url }: CreatedToken, { style }: ViewContext): string {
  const address = url === undefined ? "ADDRESS-OF-THE-FIREWALL" : `${url}/`;
  const place = token.kind === "pipeline" ? "--ci github " : "";
  const packages = token.packages.length === 0 ? "" : `, only for ${showForeign(token.packages.join(", "))}`;
  return [
    `Token ${style.bold(token.id)} for ${showForeign(token.identity)}, until ${renderInstantShort(Date.parse(token.expiresAt))}. `,
    `It may ${token.permissions.join(", ")}${packages}.\n`,
    ...(token.observing ? [style.yellow("It only observes: nothing is withheld from it.\n")] : []),
    "Shown this once:\n\n",
    `  ${secret}\n\n`,
    ...(token.permissions.includes("install")
      ? [
          "Keep it in the variable LOCKKEEPER_TOKEN and let the clients send it (by hand: docs/tokens.md):\n",
          `  npx --no lockkeeper setup ${place}--url ${address} --token-env LOCKKEEPER_TOKEN\n\n`,
        ]
      : []),
    `End it with: npx --no lockkeeper token revoke ${token.id}\n`,
  ].join("");
}
