import { constants } from "node:fs";
import { open } from "node:fs/promises";

import { systemErrorCode } from "@lockkeeper/core";
import { ClientsError } from "./errors.ts";

/** No settings file of a real project comes near it. Bytes. */
export const settingsMaxBytes = 1_000_000;

const absentCodes = new Set(["ENOENT", "ENOTDIR", "EISDIR"]);

/**
 * Reads a text file that a project may have planted: regular files alone, and never more than the bound.
 * Answers `undefined` when there is none, or a folder. Throws `CLIENTS_UNREADABLE`.
 */
export async function readBounded(
  path: string,
  maxBytes: number = settingsMaxBytes,
): Promise<string | undefined> {
  try {
    // Opening a pipe that nobody writes to would wait for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (stats.isDirectory()) return undefined;
      if (!stats.isFile()) throw noFile(path);
      if (stats.size > maxBytes) throw tooLarge(path, maxBytes);
      const bytes = Buffer.alloc(maxBytes + 1);
      const { bytesRead } = await file.read(bytes, 0, maxBytes + 1, 0);
      if (bytesRead > maxBytes) throw tooLarge(path, maxBytes);
      return bytes.toString("utf8", 0, bytesRead).replace(/^\uFEFF/, "");
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (absentCodes.has(systemErrorCode(cause) ?? "")) return undefined;
    if (cause instanceof ClientsError) throw cause;
    throw new ClientsError("CLIENTS_UNREADABLE", {
      message: `Cannot read ${JSON.stringify(path)}: ${systemErrorCode(cause) ?? "unknown"}`,
      hint: "Check its permissions.",
      cause,
    });
  }
}

function noFile(path: string): ClientsError {
  return new ClientsError("CLIENTS_UNREADABLE", {
    message: `Cannot read ${JSON.stringify(path)} as it is a pipe or a device`,
  });
}

function tooLarge(path: string, maxBytes: number): ClientsError {
  return new ClientsError("CLIENTS_UNREADABLE", {
    message: `Cannot read ${JSON.stringify(path)} as it must be <= ${maxBytes} bytes`,
  });
}
