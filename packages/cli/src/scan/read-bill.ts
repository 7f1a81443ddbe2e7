import type { ScannedGraph, UnreadFile } from "@lockkeeper/scan";

import { CliError } from "../errors.ts";
import { unreadFile } from "./unread-file.ts";

/** Reads a bill of materials. What it holds never makes it throw. */
export async function readBill(
  _path: string,
  name: string,
): Promise<{ readonly graphs: readonly ScannedGraph[]; readonly unread: readonly UnreadFile[] }> {
  const error = new CliError("CLI_BAD_FILE", {
    message: `Cannot read "${name}" as its form is not known`,
    hint: "What cannot be read was not checked.",
  });
  return { graphs: [], unread: [unreadFile(name, error)] };
}
