import { hooked, testDetector } from "../../test/test-detector.ts";
import { inlineHook } from "./index.ts";

testDetector(inlineHook, {
  fires: { "a long program": ["supporting", hooked(`node -e "${"console.log(1);".repeat(20)}"`)] },
  silent: {
    "a short one": hooked(`node -e "try{require('./a')}catch(e){}"`),
    "a long command": hooked(`node ./scripts/build.js ${"--flag ".repeat(40)}`),
  },
});
