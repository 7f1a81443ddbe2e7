import type { AutorunEntry } from "./autorun.ts";

const maxLines = 10_000;
const systemFields = 6;
const userFields = 5;

/**
 * Reads a crontab (crontab(5)): settings and comments are passed over. A system's table has a user before the command.
 * Never throws.
 */
export function parseCrontab(text: string, isSystem: boolean): readonly AutorunEntry[] {
  return text
    .split(/\r?\n/, maxLines)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#") && !/^\w+\s*=/.test(line))
    .flatMap((line) => {
      const fields = line.split(/\s+/);
      const skipped = line.startsWith("@") ? (isSystem ? 2 : 1) : isSystem ? systemFields : userFields;
      const command = fields.slice(skipped).join(" ");
      return command === "" ? [] : [{ name: fields.slice(0, skipped).join(" "), command }];
    });
}
