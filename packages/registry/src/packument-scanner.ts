import type { PackageName } from "@lockkeeper/core";

import { scanPackument } from "./packument-scan.ts";
import type { PackumentDocument } from "./packument.ts";

/** Reads packuments, on this thread or on another one. */
export interface PackumentScanner {
  /**
   * Takes the bytes over and gives them back with their index: on the way they may have been another thread's, and the
   * buffer that was passed in must not be used any more. Throws as `scanPackument` does.
   */
  scan(bytes: Buffer, name: PackageName): PackumentDocument | Promise<PackumentDocument>;
  close(): Promise<void>;
}

/** A scanner on the thread that asks. */
export const plainScanner: PackumentScanner = {
  scan: (bytes, name) => ({ index: scanPackument(bytes, name), bytes }),
  close: async () => {},
};
