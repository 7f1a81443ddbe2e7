import type { CommandModule } from "../command.ts";
import { explainAll } from "../scan/why-session.ts";
import type { WhyInput, WhyItem } from "../scan/why-session.ts";
import { renderWhy } from "../views/why.ts";

/** Creates `scan --why`: who pulls in a package. */
export function createWhyCommand(): CommandModule<WhyInput, WhyItem> {
  let hasUnread = false;
  return {
    run: explainAll,
    views: {
      person: renderWhy,
      json: (item) => {
        if (item.kind === "end") return undefined;
        return item.kind === "locked"
          ? { target: item.target, ...item.locked, version: item.locked.version }
          : { target: item.target, unread: item.unread };
      },
    },
    exitCode(item) {
      if (item.kind === "unread") hasUnread = true;
      if (hasUnread) return 3;
      return item.kind === "end" && item.found === 0 ? 1 : 0;
    },
  };
}
