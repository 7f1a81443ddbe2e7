import type { Environment } from "../environment.ts";

type Terminal = Pick<Environment, "stdin" | "stderr">;

/** Asks a person at a terminal, any number of times: what was typed ahead is kept for the next question. */
export interface Asker {
  /** What is not a clear yes is a no. */
  confirm(question: string): Promise<boolean>;
  /** One line without the space around it; empty where nothing more comes. */
  askLine(question: string): Promise<string>;
  /** Lets go of the input, so that the process can end. */
  close(): Promise<void>;
}

const maxCharacters = 2000;

/** Creates what asks; the input is opened with the first question. */
export function createAsker({ stdin, stderr }: Terminal): Asker {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  let typed = "";

  async function readLine(): Promise<string> {
    chunks ??= stdin()[Symbol.asyncIterator]();
    while (!typed.includes("\n") && typed.length <= maxCharacters) {
      const { done, value } = await chunks.next();
      if (done === true) break;
      typed += Buffer.from(value).toString("utf8");
    }
    const end = typed.indexOf("\n");
    const line = end < 0 ? typed : typed.slice(0, end);
    typed = end < 0 ? "" : typed.slice(end + 1);
    return line.trim();
  }

  return {
    async confirm(question) {
      await stderr.write(`${question} [y/N] `);
      return /^y(?:es)?$/i.test(await readLine());
    },
    async askLine(question) {
      await stderr.write(`${question} `);
      return await readLine();
    },
    async close() {
      await chunks?.return?.();
    },
  };
}

/** Asks once. */
export async function askPerson(question: string, terminal: Terminal): Promise<boolean> {
  const asker = createAsker(terminal);
  try {
    return await asker.confirm(question);
  } finally {
    await asker.close();
  }
}
