import { renderDuration } from "@lockkeeper/core";
import { furtherAgesPath } from "./document.ts";
import type { CooldownAges, PolicyDocument } from "./document.ts";
import { exceptionStatus } from "./exception.ts";
import type { Exception } from "./exception.ts";
import { renderAge, renderForeign } from "./objection.ts";
import { settings, valueAt } from "./setting.ts";

/** One setting as `policy show` lists it. */
export interface PolicyRow {
  /** The first part of the setting's path, such as `cooldown`. */
  readonly clause: string;
  /** The rest of it, or an empty text. */
  readonly setting: string;
  readonly value: string;
  /** The preset or the document the value comes from. */
  readonly from: string;
}

/** What a policy says, one row per setting, with where each value comes from; `now` tells which exceptions have expired. */
export function describePolicy(
  policy: PolicyDocument,
  { now }: { readonly now: number },
): readonly PolicyRow[] {
  return settings.flatMap(({ path }) => {
    const [clause = "", setting = ""] = path;
    const from = policy.origins[path.join(".")] ?? "";
    const rows = renderValues(policy, { path, now }).map((value) => ({ clause, setting, value, from }));
    return path.join(".") === "cooldown.overrides" ? [...rows, ...describeFurtherAges(policy)] : rows;
  });
}

function describeFurtherAges(policy: PolicyDocument): readonly PolicyRow[] {
  return policy.cooldown.tightenedBy.flatMap((ages, index) => {
    const from = policy.origins[furtherAgesPath(index)] ?? "";
    return [
      { clause: "cooldown", setting: "age", value: `and at least ${renderAge(ages.ageMs)}`, from },
      ...renderOverrides(ages).map((value) => ({ clause: "cooldown", setting: "overrides", value, from })),
    ];
  });
}

function renderValues(
  policy: PolicyDocument,
  { path, now }: { readonly path: readonly string[]; readonly now: number },
): readonly string[] {
  switch (path.join(".")) {
    case "cooldown.age":
      return [renderAge(policy.cooldown.ageMs)];
    case "inspect.age":
      return [renderAge(policy.inspect.ageMs)];
    case "inspect.budget":
      return [renderDuration(policy.inspect.budgetMs)];
    case "cooldown.overrides":
      return orNone(renderOverrides(policy.cooldown));
    case "deny":
      return orNone(policy.deny.map(({ match, reason }) => `${match}: ${renderForeign(reason, 200)}`));
    case "registries.pins":
      return orNone(
        policy.registries.pins.map(({ match, upstream }) => `${match} from ${renderForeign(upstream, 80)}`),
      );
    case "exceptions":
      return orNone(policy.exceptions.map((exception) => renderException(exception, now)));
    default: {
      const value = valueAt(policy, path);
      return Array.isArray(value) ? orNone(value.map(String)) : [String(value)];
    }
  }
}

function orNone(values: readonly string[]): readonly string[] {
  return values.length === 0 ? ["none"] : values;
}

function renderOverrides({ overrides }: CooldownAges): readonly string[] {
  return overrides.map(
    ({ match, ageMs, reason }) => `${match}: ${renderAge(ageMs)}, ${renderForeign(reason, 200)}`,
  );
}

function renderException(exception: Exception, now: number): string {
  const { id, versions, clauses, owner, expires } = exception;
  const status = exceptionStatus(exception, now) === "expired" ? "EXPIRED" : "in force";
  const what = `${exception.package}@${versions} passes ${clauses.join(", ")}`;
  return renderForeign(`${id}: ${what}; ${owner}, until ${expires} (${status})`, 400);
}
