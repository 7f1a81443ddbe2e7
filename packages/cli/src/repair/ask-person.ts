import type { Environment } from "../environment.ts";

type Terminal = Pick<Environment, "stdin" | "stderr" | "isInputTerminal">;

const maxCharacters = 200;

/** Asks a person at a terminal; what is not a clear yes is a no. */
export async function askPerson(question: string, { stdin, stderr }: Terminal): Promise<boolean> {
  await stderr.write(`${question} [y/N] `);
  let answer = "";
  for await (const chunk of stdin()) {
    answer += Buffer.from(chunk).toString("utf8");
    if (answer.includes("\n") || answer.length > maxCharacters) break;
  }
  return /^\s*y(?:es)?\s*$/i.test(answer.split("\n", 1)[0] ?? "");
}
