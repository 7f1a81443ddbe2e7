import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { incidentOfFile, incidentPolicyFolder } from "@lockkeeper/policy";
import { describeTargets, renderIncidentPolicy } from "@lockkeeper/respond";

import { namesInFolder } from "../names-in-folder.ts";
import { doOnce } from "./step-context.ts";
import type { StepContext, StepEnd } from "./step-context.ts";

/** Withholds what is younger than the freeze asks for, from this second on. */
export async function freeze(context: StepContext): Promise<StepEnd> {
  const { freezeMs } = context.input;
  if (freezeMs === undefined || freezeMs === 0)
    return { outcome: "nothing-to-do", text: "No freeze was asked for." };
  const hours = Math.ceil(freezeMs / 3_600_000);
  await writePolicy(context, "freeze", `Nothing younger than ${String(hours)} h is let in.`);
  return {
    outcome: "done",
    text: `Nothing younger than ${String(hours)} h is let in until \`respond --lift\`; a running server sees it within seconds.`,
  };
}

/** Denies the versions, from this second on. */
export async function deny(context: StepContext): Promise<StepEnd> {
  const targets = describeTargets(context.subject);
  await writePolicy(context, "deny", `Refused: ${targets.join(", ")}.`);
  return {
    outcome: "done",
    text: `${String(targets.length)} entries are refused; a running server sees it within seconds.`,
  };
}

async function writePolicy(context: StepContext, step: "freeze" | "deny", text: string): Promise<void> {
  const { desk, dataFolder, environment, input, subject } = context;
  await doOnce(context, { step, key: "policy" }, async () => {
    const isFrozen = step === "freeze" || desk.has("freeze", "policy");
    const content = renderIncidentPolicy({
      caseId: desk.id,
      subject,
      freezeMs: isFrozen ? input.freezeMs : undefined,
      isDenied: step === "deny",
      at: environment.clock.now(),
    });
    const folder = join(dataFolder, incidentPolicyFolder);
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${desk.id}.yaml`);
    await writeFile(`${path}.new`, content, { flush: true });
    await rename(`${path}.new`, path);
    return { text, file: await desk.write(`policy-${step}.yaml`, content) };
  });
}

/** Takes away what responses added to the policy; answers the incidents. */
export async function liftPolicies(
  dataFolder: string,
  subjectId: string | undefined,
): Promise<readonly string[]> {
  const folder = join(dataFolder, incidentPolicyFolder);
  const lifted: string[] = [];
  for (const name of await namesInFolder(folder)) {
    const id = incidentOfFile(name);
    if (id === undefined || (subjectId !== undefined && !id.startsWith(`${subjectId}-`))) continue;
    await rm(join(folder, name), { force: true });
    lifted.push(id);
  }
  return lifted;
}
