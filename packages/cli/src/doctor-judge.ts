import type { Attempt, Trial } from "./doctor-attempt.ts";
import { planFor } from "./doctor-plan.ts";
import { notProved, proved, refuted } from "./doctor-report.ts";
import type { Statement, StatementId } from "./doctor-report.ts";
import { holdsFile } from "./doctor-workplace.ts";

/** Whether the client asks this firewall at all. */
export function judgeRegistry(
  { firewall, setUp }: Trial,
  { asks, code, lastWords: said }: Attempt,
): Statement {
  if (asks.length > 0) return proved("registry", `the firewall at ${firewall.url} was asked for the canary`);
  if (code === undefined) return notProved("registry", "it was ended after a minute without having asked");
  if (/\bE?401\b/.test(said)) {
    const fix = "give it a token of the firewall that it asks: docs/tokens.md says where each client has it";
    return refuted("registry", `its question was not let in, for want of a token${said}`, fix);
  }
  return refuted("registry", `the firewall was not asked for the canary${said}`, setUp);
}

/** Whether the refused version stayed out. */
export function judgeRefusal(
  { canary, setUp }: Trial,
  id: StatementId,
  { asks, installed, code, lastWords: said }: Attempt,
): Statement {
  const version = canary.refused.version;
  if (canary.isObserving) {
    return refuted(
      id,
      "the firewall only observes: nothing is refused",
      "start the firewall without --observe",
    );
  }
  if (installed === version) return refuted(id, ...installedAllTheSame(asks, version, setUp));
  if (asks.length === 0) return notProved(id, `the firewall was not asked${said}`, setUp);
  if (code === undefined) return notProved(id, "it was ended after a minute");
  if (code === 0) return notProved(id, "it ended as if all were well, without the canary");
  const isRefused = asks.some(({ outcome }) => outcome === "refused");
  const how = isRefused ? "its tarball was refused" : "it was not among the versions";
  return proved(id, `${version} of the canary could not be had: ${how}`);
}

function installedAllTheSame(
  asks: Attempt["asks"],
  version: string,
  setUp: string,
): readonly [evidence: string, fix: string] {
  const isServed = asks.some((ask) => ask.version === version && ask.outcome === "served");
  return isServed
    ? ["the firewall served it, since the client's token only observes", "use a token without --observe"]
    : [`${version} of the canary was installed, and the firewall did not serve it`, setUp];
}

/** Whether the script of the allowed version stayed silent. */
export async function judgeScripts(
  { canary, client }: Trial,
  { project, installed, lastWords: said }: Attempt,
): Promise<Statement> {
  const hasRun = await holdsFile(project.folder, canary.marker);
  const { scriptsOff } = planFor(client, project.caches);
  if (hasRun === true) {
    return refuted("scripts", "the install script of a package that nobody approved was run", scriptsOff);
  }
  if (installed === undefined) return notProved("scripts", `the canary could not be installed${said}`);
  if (hasRun === undefined)
    return notProved("scripts", "the canary's folder holds too many files to look at");
  return proved("scripts", "the canary was installed and its script did not run");
}
