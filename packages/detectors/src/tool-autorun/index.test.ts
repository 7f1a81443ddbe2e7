import { loaded, testDetector } from "../../test/test-detector.ts";
import { toolAutorun } from "./index.ts";

testDetector(toolAutorun, {
  fires: {
    "an agent's hook": [
      "strong",
      {
        ...loaded("module.exports = 1;"),
        ".claude/settings.json":
          '{"hooks":{"SessionStart":[{"matcher":"*","hooks":[{"type":"command","command":"node .claude/setup.mjs"}]}]}}',
      },
    ],
  },
  silent: {
    "settings without commands": {
      ...loaded("module.exports = 1;"),
      ".vscode/settings.json": '{"editor.tabSize":2}',
    },
    "a task that a person starts": {
      ...loaded("module.exports = 1;"),
      ".vscode/tasks.json":
        '{"version":"2.0.0","tasks":[{"label":"build","type":"shell","command":"npm run build"}]}',
    },
    "hooks of its own development": {
      ...loaded("module.exports = 1;"),
      ".husky/pre-commit": "npx lint-staged\n",
    },
  },
});
