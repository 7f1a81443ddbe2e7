import { unreachable } from "@lockkeeper/core";
import { stepTexts } from "@lockkeeper/respond";
import type { StepOutcome } from "@lockkeeper/respond";

import type { ViewContext } from "../command.ts";
import { showForeign } from "../foreign-text.ts";
import type { RespondItem } from "../respond/respond-input.ts";
import type { Style } from "../style.ts";
import { count } from "../table.ts";
import { wrapText } from "../wrap-text.ts";

const maxActions = 12;

/** What `respond` prints of one item. */
export function renderRespondItem(item: RespondItem, context: ViewContext): string {
  switch (item.kind) {
    case "plan":
      return renderPlan(item, context);
    case "step":
      return `\n${context.style.bold(item.step.title)}\n`;
    case "step-end":
      return renderStepEnd(item, context.style);
    case "result":
      return renderResult(item, context.style);
    case "lifted":
      return item.incidents.length === 0
        ? "Nothing was to lift: no response tightens the policy.\n"
        : `Lifted: ${item.incidents.map((id) => showForeign(id)).join(", ")}. A running server sees it within seconds.\n`;
    default:
      return unreachable(item);
  }
}

type Plan = Extract<RespondItem, { readonly kind: "plan" }>;

function renderPlan(
  { caseId, title, plan, verdict, isDryRun, isResumed }: Plan,
  { style, width }: ViewContext,
): string {
  const what = isResumed ? "Goes on with" : isDryRun ? "Plan (nothing is written) for" : "Responds to";
  const head = `${style.bold(`${what} ${showForeign(title, 200)}`)}${caseId === undefined ? "" : style.dim(`  ${showForeign(caseId)}`)}\n`;
  const traps = plan.traps.map((trap) =>
    wrapText(showForeign(trap.replaceAll("`", ""), 600), { width, first: "  ! ", indent: "    " }),
  );
  const steps = plan.steps.map(({ title: name, actions, notes, why, isChange }, index) => {
    const mark = isChange ? style.yellow("changes") : style.dim("writes nothing of yours");
    const shown = actions.slice(0, maxActions).map((action) => `     - ${showForeign(action, 300)}\n`);
    const more =
      actions.length > maxActions ? `     … and ${String(actions.length - maxActions)} more\n` : "";
    const asked = notes.map((note) =>
      wrapText(showForeign(note, 600), { width, first: "     ! ", indent: "       " }),
    );
    const nothing = actions.length === 0 ? `     ${style.dim("nothing to do")}\n` : "";
    return `${String(index + 1).padStart(3)}. ${style.bold(name)}  ${mark}\n     ${style.dim(why)}\n${asked.join("")}${shown.join("")}${more}${nothing}`;
  });
  return `${head}${showForeign(verdict, 300)}\n\n${style.yellow("Before you touch anything")}\n${traps.join("")}\n${steps.join("")}`;
}

type StepEnd = Extract<RespondItem, { readonly kind: "step-end" }>;

function renderStepEnd({ outcome, text, actions, isEarlier, step }: StepEnd, style: Style): string {
  if (isEarlier) return `${style.dim(`${stepTexts[step].title}: was done before (${outcome})`)}\n`;
  const shown = actions.slice(0, maxActions).map((action) => `  - ${showForeign(action, 400)}\n`);
  const more =
    actions.length > maxActions
      ? `  … and ${String(actions.length - maxActions)} more, in the journal\n`
      : "";
  return `${shown.join("")}${more}  ${renderOutcome(outcome, style)} ${showForeign(text, 600)}\n`;
}

function renderOutcome(outcome: StepOutcome, style: Style): string {
  if (outcome === "done") return style.green("done");
  return outcome === "nothing-to-do" ? style.dim("nothing to do") : style.red(outcome);
}

type Result = Extract<RespondItem, { readonly kind: "result" }>;

function renderResult({ recheck, files, folder, isUnfinished }: Result, style: Style): string {
  const waiting = recheck?.waiting ?? [];
  const unreadable = recheck?.unreadable ?? [];
  const verdict =
    recheck?.isClean === true
      ? style.green("Nothing of it is left where a machine can end it.")
      : style.red(`${count(recheck?.left.length ?? 0, "trace")} still there.`);
  const list = (title: string, items: readonly string[]): string =>
    items.length === 0
      ? ""
      : `\n${style.bold(title)}\n${items
          .slice(0, maxActions)
          .map((each) => `  - ${showForeign(each, 400)}\n`)
          .join(
            "",
          )}${items.length > maxActions ? `  … and ${String(items.length - maxActions)} more, in the report\n` : ""}`;
  return [
    `\n${style.bold(verdict)}\n`,
    list("Still there", recheck?.left ?? []),
    list("Left to people", waiting),
    list("Could not be read", unreadable),
    isUnfinished
      ? `\n${style.yellow("Some steps failed or were declined: respond --resume tries them again.")}\n`
      : "",
    `\n${style.bold("Reports")}\n${files.map((file) => `  ${showForeign(file, 500)}\n`).join("")}`,
    `  ${style.dim(`Everything, the evidence with its hashes and the journal: ${showForeign(folder, 500)}`)}\n`,
  ].join("");
}

/** The line for programs of one item. */
export function respondItemJson(item: RespondItem): object | undefined {
  switch (item.kind) {
    case "plan": {
      const { caseId, title, verdict, plan, isDryRun, isResumed } = item;
      return {
        kind: "plan",
        incident: caseId ?? null,
        title,
        verdict,
        dryRun: isDryRun,
        resumed: isResumed,
        traps: plan.traps,
        steps: plan.steps.map(({ id, title: name, isChange, actions, notes }) => ({
          id,
          title: name,
          changes: isChange,
          actions,
          notes,
        })),
      };
    }
    case "step":
      return undefined;
    case "step-end":
      return {
        kind: "step",
        id: item.step,
        outcome: item.outcome,
        earlier: item.isEarlier,
        message: item.text,
        actions: item.actions,
      };
    case "result": {
      const { caseId, folder, recheck, isUnfinished, files } = item;
      return {
        kind: "result",
        incident: caseId,
        folder,
        clean: recheck?.isClean ?? null,
        unfinished: isUnfinished,
        left: recheck?.left ?? [],
        waiting: recheck?.waiting ?? [],
        unreadable: recheck?.unreadable ?? [],
        files,
      };
    }
    case "lifted":
      return { kind: "lifted", incidents: item.incidents };
    default:
      return unreachable(item);
  }
}
