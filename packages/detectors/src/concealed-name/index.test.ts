import { installed, loaded, testDetector } from "../../test/test-detector.ts";
import { concealedName } from "./index.ts";

testDetector(concealedName, {
  fires: {
    "a module's name in base64": [
      "strong",
      loaded(`require(Buffer.from("Y2hpbGRfcHJvY2Vzcw==", "base64").toString()).exec("whoami");`),
    ],
    "a module's name in character codes": [
      "strong",
      installed(
        `require(String.fromCharCode(99,104,105,108,100,95,112,114,111,99,101,115,115))["ex" + "ec"]("whoami");`,
      ),
    ],
    "a command in hexadecimal": [
      "strong",
      installed(`require("child_process").exec(Buffer.from("77686f616d69", "hex").toString());`),
    ],
    "an inner binding": ["strong", loaded(`process.binding("spawn_sync").spawn({ file: "whoami" });`)],
    "a module's name in parts": ["supporting", loaded(`require("child_" + "process").exec("whoami");`)],
    "a reversed name": [
      "supporting",
      loaded(`require("ssecorp_dlihc".split("").reverse().join("")).exec("whoami");`),
    ],
  },
  silent: {
    "a module of Node": loaded(`process.binding("natives");`),
    "a plain name": loaded(`require("child_process").exec("git log");`),
    "a URL of parts": loaded(
      `const base = "https://api.example"; module.exports = () => fetch(base + "/v1/" + "items");`,
    ),
  },
});
