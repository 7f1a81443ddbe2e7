import type { ScanOrigin, ScanReport } from "@lockkeeper/scan";

import { CliError } from "../errors.ts";
import type { ScanFormat } from "./scan-input.ts";

/** Renders all reports of a call as one document. Throws `CLI_USAGE` for a form that is not written yet. */
export async function renderScanDocument(
  format: ScanFormat,
  _reports: readonly ScanReport[],
  _origin: ScanOrigin,
): Promise<string> {
  throw new CliError("CLI_USAGE", { message: `Cannot write ${format} as nothing writes it` });
}
