import { commanded, hooked, installed, loaded, testDetector } from "../../test/test-detector.ts";
import { installOfOthers } from "./index.ts";

testDetector(installOfOthers, {
  fires: {
    "a package for the machine": ["strong", hooked("npm i --global nothing")],
    "a package while it is loaded": [
      "strong",
      loaded(`require("child_process").execSync("npm install axios socket.io-client");`),
    ],
    "a package in its own folder": [
      "supporting",
      installed(`require("child_process").execSync("npm install --prefix ./sub");`),
    ],
  },
  silent: {
    "a scaffolder": commanded(`require("child_process").execSync("npm install", { stdio: "inherit" });`),
  },
});
