import { cp, lstat, mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import { listCopies } from "@lockkeeper/respond";

import { sha256Of } from "./case-folder.ts";
import { count } from "../table.ts";
import { doOnce } from "./step-context.ts";
import type { ActionEnd, StepContext, StepEnd } from "./step-context.ts";

const step = "quarantine";
/** What a copy may be inside of; nothing else is ever moved. */
const homes: readonly RegExp[] = [
  /\/node_modules\//,
  /\/_cacache\//,
  /\/_npx\//,
  /\/\.pnpm-store\//,
  /\/pnpm(?:-cache)?\/(?:store|dlx|metadata)/,
  /\/pnpm-store\//,
  /\/yarn\/(?:v\d|cache\/)/i,
  /\/\.yarn\/(?:cache|berry)\//,
  /\/install\/cache\//,
];
const clearing: readonly string[] = [
  "npm cache clean --force",
  "pnpm store prune",
  "yarn cache clean --all",
  "bun pm cache rm",
];

/** Moves copies on this machine out of the way, or lists them: moved is not deleted, and the journal says whence. */
export async function quarantine(context: StepContext): Promise<StepEnd> {
  const copies = placesOf(context);
  if (copies.length === 0)
    return {
      outcome: "nothing-to-do",
      text: `No copy was found on this machine. On others: ${clearing.join(", ")}.`,
    };
  for (const path of copies) {
    await doOnce(context, { step, key: `copy:${path}` }, async () =>
      context.input.movesCopies ? await move(context, path) : { text: `${path} lies there still.` },
    );
  }
  const actions = context.desk.state().steps.get(step)?.actions ?? [];
  const moved = actions.filter(({ text }) => text.startsWith("Moved ")).length;
  const left = actions.length - moved;
  const rest =
    left === 0 ? "" : ` ${String(left)} are left; clear the clients' caches: ${clearing.join(", ")}.`;
  return {
    outcome: left === 0 ? "done" : "failed",
    text: `${count(moved, "copy", "copies")} moved into quarantine/.${rest} Install projects anew.`,
  };
}

function placesOf({ snapshot }: StepContext): readonly string[] {
  const found = listCopies(snapshot).map(({ ref, where }) => {
    const plain = ref.replace(/:\d{1,9}$/, "");
    return isAbsolute(plain) ? plain : resolve(where, plain);
  });
  return [...new Set(found)].filter(isAbsolute).toSorted();
}

/** Security: evidence is foreign text. Only what lies inside a cache or an installation is moved, and no link is followed. */
async function move({ desk }: StepContext, path: string): Promise<ActionEnd> {
  const plain = path.replaceAll("\\", "/");
  const inside = homes.some((home) => home.test(plain));
  if (!inside) return { text: `${path} is left where it lies, as it is in no cache and no installation.` };
  const target = join(
    desk.root,
    "quarantine",
    "copies",
    `${sha256Of(path).slice(0, 12)}-${basename(path)
      .replace(/[^A-Za-z0-9._-]/g, "_")
      .slice(-60)}`,
  );
  try {
    await lstat(path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await rm(target, { recursive: true, force: true });
    await moveAcross(path, target);
    return { text: `Moved ${path} to ${target}.` };
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    return {
      text:
        code === "ENOENT"
          ? `Moved ${path} earlier, or somebody else removed it.`
          : `${path} could not be moved: ${code}.`,
    };
  }
}

async function moveAcross(path: string, target: string): Promise<void> {
  try {
    await rename(path, target);
  } catch (error) {
    if (systemErrorCode(error) !== "EXDEV") throw error;
    await cp(path, target, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    await rm(path, { recursive: true });
  }
}
