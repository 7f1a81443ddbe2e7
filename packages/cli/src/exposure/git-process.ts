import { dirname } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import { ExposureError, gitSafeguards } from "@lockkeeper/exposure";
import type { GitRequest, GitRunner } from "@lockkeeper/exposure";

import { startStream } from "../child-process.ts";
import type { StreamingChild } from "../child-process.ts";
import type { Environment } from "../environment.ts";
import { resolveProgram } from "../run-program.ts";

/** What git is started with, and how long it may be silent. */
export interface GitSurroundings extends Pick<Environment, "env" | "platform"> {
  /** Without a word for so many milliseconds it is ended: a repository may hold what nobody can read to its end. */
  readonly maxSilenceMs?: number;
}

const usualSilenceMs = 300_000;

/** Asks the git that is installed, which reads the repository and nothing else. */
export function createGitRunner(outside: GitSurroundings): GitRunner {
  return { run: (request) => runGit(request, outside) };
}

async function* runGit(request: GitRequest, outside: GitSurroundings): AsyncIterable<Uint8Array> {
  const { maxOutputBytes } = safeguardsOf(request, outside);
  const child = await start(request, outside);
  const { maxSilenceMs = usualSilenceMs } = outside;
  let [size, isSilent] = [0, false];
  const watch = setTimeout(() => {
    isSilent = true;
    child.kill();
  }, maxSilenceMs);
  try {
    for await (const chunk of child.output) {
      watch.refresh();
      size += chunk.length;
      if (size > maxOutputBytes)
        throw failed(request, { detail: `it prints more than ${String(maxOutputBytes)} bytes` });
      yield chunk;
    }
    const { code, errors } = await child.ended;
    if (isSilent) throw failed(request, { detail: `it was silent for ${String(maxSilenceMs / 1000)} s` });
    if (code !== 0) throw failed(request, { exitCode: code, detail: firstLineOf(errors) });
  } catch (error) {
    if (error instanceof ExposureError) throw error;
    throw failed(request, { detail: systemErrorCode(error) ?? String(error), cause: error });
  } finally {
    clearTimeout(watch);
    child.kill();
  }
}

async function start(request: GitRequest, outside: GitSurroundings): Promise<StreamingChild> {
  const { args, env } = safeguardsOf(request, outside);
  const cwd = dirname(request.gitFolder);
  const own = Object.entries(outside.env).filter(([name]) => !/^GIT_/i.test(name));
  const search = { platform: outside.platform, cwd, env: outside.env };
  const program = await resolveProgram(["git", ...args, ...request.args], search);
  const child = startStream(program.file, program.args, {
    cwd,
    env: { ...Object.fromEntries(own), ...env },
    input: request.input ?? "",
    isVerbatim: program.isVerbatim,
  });
  // Handled where it is awaited; a reader that stops early does not wait for it.
  child.ended.catch(() => undefined);
  return child;
}

function safeguardsOf(
  { gitFolder }: GitRequest,
  { platform }: GitSurroundings,
): ReturnType<typeof gitSafeguards> {
  return gitSafeguards(gitFolder, platform === "win32" ? "NUL" : "/dev/null");
}

interface Failure {
  readonly exitCode?: number | null;
  readonly detail: string;
  readonly cause?: unknown;
}

function failed({ args, gitFolder }: GitRequest, { exitCode, detail, cause }: Failure): ExposureError {
  return new ExposureError("EXPOSURE_GIT_FAILED", {
    message: `Cannot read the history of "${gitFolder}" as git ${args[0] ?? ""} failed: ${detail}`,
    hint: "Git must be installed, and the repository whole and readable.",
    details: { exitCode: exitCode ?? null },
    cause,
  });
}

function firstLineOf(text: string): string {
  return text.trim().split("\n", 1)[0]?.slice(0, 300) ?? "";
}
