import { loaded, testDetector } from "../../test/test-detector.ts";
import { obfuscatedCode } from "./index.ts";

testDetector(obfuscatedCode, {
  fires: {
    "symbols only": ["strong", loaded("[][(![]+[])[+[]]+(!![]+[])[+[]]]".repeat(60))],
  },
  silent: {
    "a minified bundle": loaded(
      `!function(e,t){"object"==typeof exports?module.exports=t():e.x=t()}(this,function(){"use strict";var e=[1,2,3];return{sum:function(){return e.reduce(function(e,t){return e+t},0)}}});`,
    ),
    "long names": loaded(`const _internalValue = 1; module.exports = { _internalValue };`),
    "a table of strings": loaded(`const names = ["a", "b", "c"]; module.exports = (index) => names[index];`),
  },
});
