import { tryParseInstant } from "@lockkeeper/core";
import type { Exception, PolicyDocument } from "@lockkeeper/policy";
import type { ExceptionRow, VersionHistory } from "@lockkeeper/store";

import type { CommandModule, ViewContext } from "../command.ts";
import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { readOrganisationPolicy } from "../policy-file.ts";
import { renderRow } from "../table.ts";
import { renderMoment } from "../views/moment.ts";
import { withStore } from "../with-store.ts";

interface ExceptionListInput {
  readonly data: string | undefined;
  readonly policy: string | undefined;
  readonly isExpiredOnly: boolean;
}

interface ListedException extends Omit<ExceptionRow, "createdAt"> {
  readonly createdAt: string | null;
  /** `matured`: in force, but the version would be served without it. */
  readonly status: "in-force" | "matured" | "expired";
  readonly from: string;
}

type ListItem =
  | { readonly kind: "exception"; readonly exception: ListedException }
  | { readonly kind: "none" };

/** `exception list`: the exceptions of the policy file and of the data folder. */
export const exceptionListCommand: CommandModule<ExceptionListInput, ListItem> = {
  run: listExceptions,
  views: {
    person: renderItem,
    json: (item) => (item.kind === "none" ? undefined : item.exception),
  },
};

async function* listExceptions(input: ExceptionListInput, environment: Environment): AsyncIterable<ListItem> {
  const { cooldownFor, exceptionStatus } = await import("@lockkeeper/policy");
  const { policy, source } = await readOrganisationPolicy(input, environment);
  const now = environment.clock.now();

  function statusOf(exception: Exception, history: readonly VersionHistory[]): ListedException["status"] {
    if (exceptionStatus(exception, now) === "expired") return "expired";
    return isMatured({
      exception,
      history,
      now,
      ageMs: cooldownFor(policy, exception.package, exception.versions),
    })
      ? "matured"
      : "in-force";
  }

  const listed = await withStore(input.data, environment, ({ exceptions, sightings }) => {
    const all = [
      ...fromPolicy(policy, source),
      ...exceptions.list().map((row) => ({ row, from: "command line", createdAt: row.createdAt })),
    ];
    return all.map(({ row, from, createdAt }): ListedException => {
      // Clause names of the store were checked when they were added.
      const status = statusOf(row as Exception, sightings.versionsOf(row.package));
      return { ...row, createdAt, status, from };
    });
  });
  const wanted = listed.filter(({ status }) => !input.isExpiredOnly || status === "expired");
  for (const exception of wanted) yield { kind: "exception", exception };
  if (wanted.length === 0) yield { kind: "none" };
}

function fromPolicy(
  policy: PolicyDocument,
  source: string,
): readonly { readonly row: Exception; readonly from: string; readonly createdAt: string | null }[] {
  return policy.exceptions.map((row) => ({ row, from: source, createdAt: row.createdAt ?? null }));
}

/** Only an exception from nothing but the cooldown of one exact version can be told to have matured without the registry. */
function isMatured({
  exception,
  history,
  now,
  ageMs,
}: {
  readonly exception: Exception;
  readonly history: readonly VersionHistory[];
  readonly now: number;
  readonly ageMs: number;
}): boolean {
  if (exception.clauses.some((clause) => clause !== "cooldown")) return false;
  const seen = history.find(({ version }) => version === exception.versions);
  return (
    seen?.publishedAt !== undefined && seen.contradiction === undefined && now - seen.publishedAt >= ageMs
  );
}

const widths = [14, 9, 26, 20, 16, 16] as const;

function renderItem(item: ListItem, { isFirst, style }: ViewContext): string {
  if (item.kind === "none") return "No exceptions.\n";
  const { exception } = item;
  const row = renderRow(
    [
      showForeign(exception.id),
      exception.status,
      showForeign(`${exception.package}@${exception.versions}`),
      exception.clauses.join(","),
      renderMoment(tryParseInstant(exception.expires)),
      showForeign(exception.owner, 60),
      `${showForeign(exception.reason)} (${showForeign(exception.from)})`,
    ],
    widths,
  );
  const marked =
    exception.status === "in-force"
      ? row
      : exception.status === "expired"
        ? style.dim(row)
        : style.yellow(row);
  return `${isFirst ? renderRow(["ID", "STATUS", "PACKAGE", "CLAUSES", "EXPIRES (UTC)", "OWNER", "REASON"], widths) : ""}${marked}`;
}
