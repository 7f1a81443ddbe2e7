import { readLockedPackages } from "@lockkeeper/lockfile";

import type { Attempt, Trial, TrialParts } from "./doctor-attempt.ts";
import { runClient } from "./doctor-attempt.ts";
import { judgeRefusal, judgeRegistry, judgeScripts } from "./doctor-judge.ts";
import { planFor } from "./doctor-plan.ts";
import { notProved, proved } from "./doctor-report.ts";
import type { Statement } from "./doctor-report.ts";
import { consistsOf, copyLockfile } from "./doctor-workplace.ts";
import { showForeign } from "./foreign-text.ts";

/** Lets a client meet the canary and says what that proves. Throws `CLI_NO_CANARY`. */
export async function tryClient(parts: TrialParts): Promise<readonly Statement[]> {
  const canary = await parts.firewall.announce(parts.nonce);
  const trial: Trial = { ...parts, canary, deadline: parts.now() + parts.timeoutMs };
  await parts.progress("asks for a version that must be refused");
  const refusedAttempt = await attempt(trial, "refused", { [canary.name]: canary.refused.version });
  await parts.progress("installs a version with a script, which is kept from running");
  const allowedAttempt = await attempt(trial, "allowed", { [canary.name]: canary.allowed.version });
  await parts.progress("installs the refused version from a lockfile");
  const frozenAttempt = await attemptFrozen(trial, allowedAttempt);
  return [
    judgeRegistry(trial, refusedAttempt),
    ...(trial.scopes.length === 0 ? [] : [await tryScopes(trial)]),
    judgeRefusal(trial, "refusal", refusedAttempt),
    frozenAttempt === undefined
      ? notProved("lockfile", "it wrote no lockfile to try with")
      : judgeRefusal(trial, "lockfile", frozenAttempt),
    await tryScripts(trial, allowedAttempt),
  ];
}

const maxScopes = 5;

/** Asks for the canary in each scope: that the question arrives is the proof. */
async function tryScopes(trial: Trial): Promise<Statement> {
  const asked: string[] = [];
  for (const [index, scope] of trial.scopes.slice(0, maxScopes).entries()) {
    await trial.progress(`asks for a package of ${showForeign(scope)}`);
    const { asks, lastWords: said } = await attempt(trial, `scope-${index}`, {
      [`${scope}/${trial.canary.name}`]: trial.canary.refused.version,
    });
    if (!asks.some((each) => each.scope === scope)) {
      return notProved("scopes", `the firewall was not asked for a package of ${scope}${said}`);
    }
    asked.push(scope);
  }
  const rest = trial.scopes.length - asked.length;
  if (rest > 0) return notProved("scopes", `${rest} more scopes were not tried`);
  return proved("scopes", `packages of ${asked.join(", ")} were asked of the firewall`);
}

async function attempt(
  trial: Trial,
  name: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<Attempt> {
  const project = await trial.workplace.project(name, dependencies);
  const plan = planFor(trial.client, project.caches);
  return await runClient(trial, { project, plan, args: [...plan.install, plan.withoutScripts] });
}

/** The lockfile of the allowed version with the refused one in its place: as if it had been made before the refusal. */
async function attemptFrozen(trial: Trial, from: Attempt): Promise<Attempt | undefined> {
  const { name, allowed, refused } = trial.canary;
  const project = await trial.workplace.project("frozen", { [name]: refused.version });
  const plan = planFor(trial.client, project.caches);
  const isThere = await copyLockfile(from.project, project, {
    lockfile: plan.lockfile,
    change: (text) =>
      text
        .replaceAll(allowed.integrity, refused.integrity)
        .replaceAll(allowed.shasum, refused.shasum)
        .replaceAll(allowed.version, refused.version),
  });
  return isThere && from.installed !== undefined
    ? await runClient(trial, { project, plan, args: [...plan.frozen, plan.withoutScripts] })
    : undefined;
}

/**
 * Lets the client run scripts as it would. Security: a project's settings may lead to a registry that answers with a
 * package of its own, so what came was looked at with scripts off, and the lockfile holds the client to just that.
 */
async function tryScripts(trial: Trial, from: Attempt): Promise<Statement> {
  if (from.asks.length === 0) {
    return notProved("scripts", `the firewall was not asked for the canary${from.lastWords}`);
  }
  if (from.installed === undefined) {
    return notProved("scripts", `the canary could not be installed${from.lastWords}`);
  }
  if (!(await isCanary(trial, from))) {
    return notProved("scripts", "what was installed is not the firewall's canary: nothing of it was run");
  }
  await trial.progress("installs the version with a script, which may run");
  const { name, allowed } = trial.canary;
  const project = await trial.workplace.project("scripts", { [name]: allowed.version });
  const plan = planFor(trial.client, project.caches);
  await copyLockfile(from.project, project, { lockfile: plan.lockfile, change: (text) => text });
  return await judgeScripts(trial, await runClient(trial, { project, plan, args: plan.frozen }));
}

/** Whether what lies in the project is the canary to the last byte, and its lockfile pins that and nothing else. */
async function isCanary({ canary, client }: Trial, { project }: Attempt): Promise<boolean> {
  const { name, allowed } = canary;
  if (!(await consistsOf(project, name, allowed.files))) return false;
  const { files } = await readLockedPackages(project.folder);
  const locked = files.flatMap(({ packages }) => packages).filter(({ kind }) => kind !== "workspace");
  const [first] = locked;
  if (first === undefined || locked.length > 1) return false;
  // Yarn Berry pins the hash of what it made of the tarball.
  const isPinned =
    client.kind === "yarn-berry" ? first.integrity !== undefined : first.integrity === allowed.integrity;
  return first.name === name && first.version === allowed.version && isPinned;
}
