import { readdir } from "node:fs/promises";

import { systemErrorCode } from "@lockkeeper/core";

/** The names in a folder, in their order; none where there is no such folder. Throws what else the system throws. */
export async function namesInFolder(folder: string, ending = ""): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(ending)).toSorted();
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return [];
    throw error;
  }
}
