import { toErrorRecord, tryParsePackageName, tryParseVersion } from "@lockkeeper/core";
import type { Exception } from "@lockkeeper/policy";
import { exceptionStatus, isExceptionMatured, parseException } from "@lockkeeper/policy";
import type { Engine } from "./open-engine.ts";

/** What became of the exceptions that were added on the command line. */
export interface PruneReport {
  /** Removed, since the version would be served without them by now. */
  readonly matured: readonly string[];
  /** Out of force; they stay listed until a person removes them. */
  readonly expired: readonly string[];
}

/**
 * Removes exceptions that time has made needless and reports those that have expired. Only exceptions on one exact
 * version can mature: a range may yet match a version that is to come.
 */
export async function pruneExceptions({ services, store }: Engine): Promise<PruneReport> {
  const matured: string[] = [];
  const expired: string[] = [];
  for (const row of store.exceptions.list()) {
    const exception = parseException(row);
    if (exceptionStatus(exception, services.clock.now()) === "expired") {
      expired.push(exception.id);
      services.logger.log("warn", {
        code: "SERVER_EXCEPTION_EXPIRED",
        message: `Exception "${exception.id}" for ${exception.package}@${exception.versions} is out of force since ${exception.expires}`,
        fields: { owner: exception.owner, reason: exception.reason },
      });
    } else if (await isMatured(services, exception)) {
      store.exceptions.remove(exception.id);
      matured.push(exception.id);
      services.logger.log("info", {
        code: "SERVER_EXCEPTION_PRUNED",
        message: `Exception "${exception.id}" for ${exception.package}@${exception.versions} is removed: the version is served without it by now`,
        fields: { owner: exception.owner },
      });
    }
  }
  return { matured, expired };
}

async function isMatured(services: Engine["services"], exception: Exception): Promise<boolean> {
  const name = tryParsePackageName(exception.package);
  const version = tryParseVersion(exception.versions);
  if (name === undefined || version === undefined) return false;
  try {
    const lookup = await services.packuments.get(name);
    if (lookup.kind === "absent") return false;
    const facts = services.judge.facts(lookup.packument, version);
    if (facts === undefined) return false;
    return isExceptionMatured(services.policy().policy, facts, exception, services.clock.now());
  } catch (error) {
    // What cannot be judged now is kept and looked at again next time.
    services.logger.log("debug", {
      code: "SERVER_EXCEPTION_NOT_JUDGED",
      message: `Cannot tell whether exception "${exception.id}" has matured`,
      fields: { cause: toErrorRecord(error) },
    });
    return false;
  }
}
