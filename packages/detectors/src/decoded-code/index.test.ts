import { installed, loaded, testDetector } from "../../test/test-detector.ts";
import { decodedCode } from "./index.ts";

testDetector(decodedCode, {
  fires: {
    "a picture that is decrypted and fed to Node": [
      "strong",
      loaded(`const crypto = require("crypto"), fs = require("fs"), { spawn } = require("child_process");
        const raw = fs.readFileSync(__dirname + "/logo.ico");
        const cipher = crypto.createDecipheriv("des-ede3-cbc", "0123456789abcdef01234567", "12345678");
        const child = spawn(process.execPath, [], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
        child.stdin.end(Buffer.concat([cipher.update(raw), cipher.final()]));`),
    ],
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
    "a file that is fed to a formatter":
      loaded(`const fs = require("fs"), { spawnSync } = require("child_process");
      module.exports = (file) => spawnSync("prettier", ["--stdin"], { input: fs.readFileSync(file) });`),
    "data in base64": loaded(`module.exports = JSON.parse(Buffer.from("e30=", "base64").toString());`),
    "a plain function": loaded(`module.exports = new Function("return 1");`),
  },
});
