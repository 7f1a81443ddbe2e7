import { ExposureError } from "../../errors.ts";
import type { GitRequest, GitRunner } from "./git-runner.ts";

/** All that git prints, as one text. Throws what the runner throws, and `EXPOSURE_GIT_FAILED` over a bound in bytes. */
export async function readGitText(git: GitRunner, request: GitRequest, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of git.run(request)) {
    size += chunk.length;
    if (size > maxBytes) throw overBound(request, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The parts of what git prints between one character and the next, several at once; the last one also without it. */
export async function* splitGitOutput(
  git: GitRunner,
  request: GitRequest,
  mark: string,
): AsyncIterable<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of git.run(request)) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split(mark);
    rest = parts.pop() ?? "";
    if (rest.length > maxPartLength) throw overBound(request, maxPartLength);
    if (parts.length > 0) yield parts;
  }
  if (rest !== "") yield [rest];
}

// A commit may have thousands of parents, a path thousands of characters.
const maxPartLength = 4_000_000;

function overBound({ args }: GitRequest, bound: number): ExposureError {
  return new ExposureError("EXPOSURE_GIT_FAILED", {
    message: `Cannot read a repository's history as git ${args[0] ?? ""} prints more than ${String(bound)} bytes at once`,
  });
}
