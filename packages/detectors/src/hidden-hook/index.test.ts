import { hooked, testDetector } from "../../test/test-detector.ts";
import { hiddenHook } from "./index.ts";

testDetector(hiddenHook, {
  fires: {
    "the background": ["strong", hooked("node a.js &")],
    nohup: ["strong", hooked("nohup node a.js")],
    "a window that is not shown": ["strong", hooked("start /b node a.js")],
    "output thrown away": ["supporting", hooked("node a.js >/dev/null 2>&1")],
  },
  silent: {
    "two commands": hooked("node a.js && node b.js"),
    "a failure that does not matter": hooked("node a.js || true"),
    "both outputs in one": hooked("node a.js 2>&1"),
  },
});
