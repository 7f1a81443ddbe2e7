import { installed, loaded, testDetector } from "../../test/test-detector.ts";
import { decodedCode } from "./index.ts";

testDetector(decodedCode, {
  fires: {
    "a module that is compiled from base64": [
      "decisive",
      loaded(
        `const text = Buffer.from("bW9kdWxlLmV4cG9ydHMgPSAxOw==", "base64").toString(); module._compile(text, "x.js");`,
      ),
    ],
    "a function from hexadecimal": [
      "strong",
      installed(`new Function(Buffer.from("312b31", "hex").toString())();`),
    ],
  },
  silent: {
    "data in base64": loaded(`module.exports = JSON.parse(Buffer.from("e30=", "base64").toString());`),
    "a plain function": loaded(`module.exports = new Function("return 1");`),
  },
});
