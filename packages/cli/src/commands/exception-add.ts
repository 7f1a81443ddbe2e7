import { parsePackageSpec, renderInstant, renderInstantShort } from "@lockkeeper/core";
import type { ExceptionRow } from "@lockkeeper/store";

import type { CommandModule } from "../command.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { showForeign } from "../foreign-text.ts";
import { parseFutureTime } from "../time-flag.ts";
import { withStore } from "../with-store.ts";

interface ExceptionAddInput {
  readonly spec: string;
  /** Separated by commas. */
  readonly clauses: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
  readonly data: string | undefined;
}

const longestMs = 366 * 86_400_000;

/** `exception add`: keeps an exception in the data folder. */
export const exceptionAddCommand: CommandModule<ExceptionAddInput, ExceptionRow> = {
  run: addException,
  views: {
    person: (row, { style }) =>
      [
        `Added ${style.bold(row.id)}: ${showForeign(`${row.package}@${row.versions}`)} passes ${row.clauses.join(", ")} `,
        `until ${renderInstantShort(Date.parse(row.expires))}.\n`,
        `Remove it with: npx --no lockkeeper exception remove ${row.id}\n`,
      ].join(""),
    json: (row) => row,
  },
};

async function* addException(
  input: ExceptionAddInput,
  environment: Environment,
): AsyncIterable<ExceptionRow> {
  const { parseException } = await import("@lockkeeper/policy");
  const { name, selector } = parsePackageSpec(input.spec);
  if (selector === undefined) {
    throw new CliError("CLI_BAD_EXCEPTION", {
      message: `Cannot add an exception for "${name}" as it names no version`,
      hint: `Write ${name}@1.2.3 for one version, or ${name}@^1.2.0 for a range.`,
    });
  }
  const wanted = {
    package: name,
    versions: selector,
    clauses: input.clauses.split(",").map((clause) => clause.trim()),
    reason: input.reason,
    owner: input.owner,
    expires: renderInstant(checkExpiry(input.expires, environment.clock.now())),
  };
  const exception = parseException({ id: "new", ...wanted });
  yield await withStore(input.data, environment, ({ exceptions }) =>
    exceptions.add({
      ...wanted,
      clauses: exception.clauses,
      reason: exception.reason,
      owner: exception.owner,
    }),
  );
}

function checkExpiry(text: string, now: number): number {
  const expires = parseFutureTime("--expires", text, now);
  if (expires > now && expires - now <= longestMs) return expires;
  const why = expires <= now ? "it is over already" : "it is more than a year ahead";
  throw new CliError("CLI_BAD_EXCEPTION", {
    message: `Cannot add an exception that ends at ${renderInstant(expires)} as ${why}`,
    hint: "Exceptions last at most a year; renew what is still needed then.",
  });
}
