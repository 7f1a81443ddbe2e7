import { loaded, testDetector } from "../../test/test-detector.ts";
import { walletDrain } from "./index.ts";

testDetector(walletDrain, {
  fires: {
    "a payment on loading": [
      "strong",
      loaded(
        `window.ethereum.request({ method: "eth_sendTransaction", params: [{ to: "0x52908400098527886E0F7030069857D2E4169EE7", value: "0x1" }] });`,
      ),
    ],
    "a payment on a call": [
      "supporting",
      loaded(
        `module.exports = () => window.ethereum.request({ method: "eth_sendTransaction", params: [{ to: "0x52908400098527886E0F7030069857D2E4169EE7" }] });`,
      ),
    ],
  },
  silent: {
    "a payment that its caller describes": loaded(
      `module.exports = (to) => window.ethereum.request({ method: "eth_sendTransaction", params: [{ to }] });`,
    ),
    "a question for accounts": loaded(
      `module.exports = () => window.ethereum.request({ method: "eth_accounts" });`,
    ),
  },
});
