import { LockkeeperError, systemErrorCode } from "@lockkeeper/core";
import type { UnreadFile } from "@lockkeeper/scan";

const lineForm = /\bline (\d{1,9})\b/;

/** What a report says of a file that could not be understood. Rethrows what is a fault of the program. */
export function unreadFile(file: string, error: unknown): UnreadFile {
  if (error instanceof LockkeeperError) {
    const line = lineForm.exec(error.message)?.[1];
    return {
      file,
      line: line === undefined ? undefined : Number(line),
      code: error.code,
      message: error.message,
      hint: error.hint,
    };
  }
  const code = systemErrorCode(error);
  if (code === undefined) throw error;
  return { file, line: undefined, code: "CLI_BAD_FILE", message: `Cannot read it: ${code}`, hint: undefined };
}
