import type { CommandModule } from "../command.ts";
import { showForeign } from "../foreign-text.ts";
import { acceptAll } from "../scan/accept-session.ts";
import type { AcceptInput, AcceptItem } from "../scan/accept-session.ts";
import { count } from "../table.ts";

/** `scan --accept`: somebody answers for findings, which count for nothing until the entry ends. */
export const acceptCommand: CommandModule<AcceptInput, AcceptItem> = {
  run: acceptAll,
  views: {
    person({ entry, findings, file }, { style }) {
      const subject = showForeign("file" in entry ? entry.file : entry.package);
      const amount = findings === 1 ? "" : ` (${count(findings, "finding")})`;
      return [
        `Accepted ${style.bold(entry.finding)} of ${style.bold(subject)}${amount} until ${entry.expires}.\n`,
        `  ${style.dim(`${showForeign(entry.owner)}: ${showForeign(entry.reason)}; in ${showForeign(file)}, which belongs into the repository`)}\n`,
      ].join("");
    },
    json: ({ entry, findings, file }) => ({
      finding: entry.finding,
      subject: "file" in entry ? entry.file : entry.package,
      reason: entry.reason,
      owner: entry.owner,
      expires: entry.expires,
      findings,
      file,
    }),
  },
};
