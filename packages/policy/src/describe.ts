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
    return renderValues(policy, { path, now }).map((value) => ({ clause, setting, value, from }));
  });
}

function renderValues(
  policy: PolicyDocument,
  { path, now }: { readonly path: readonly string[]; readonly now: number },
): readonly string[] {
  switch (path.join(".")) {
    case "cooldown.age":
      return [renderAge(policy.cooldown.ageMs), ...policy.cooldown.tightenedBy.map(renderFurtherAge)];
    case "cooldown.overrides":
      return orNone([policy.cooldown, ...policy.cooldown.tightenedBy].flatMap(renderOverrides));
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

function renderFurtherAge({ ageMs }: CooldownAges): string {
  return `and at least ${renderAge(ageMs)} (repository)`;
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
