import type { PackageName } from "@lockkeeper/core";

import type { PackumentIndex } from "./packument.ts";

export function scanPackument(_bytes: Buffer, _name: PackageName): PackumentIndex {
  throw new TypeError("not written yet");
}
