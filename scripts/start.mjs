// `npm start`: set-up and server in one process, so that the server's parent is npm itself and it ends when npm does.
import { setUp } from "./setup.mjs";

setUp({ forTests: false });
process.argv.splice(2, 0, "start");
await import("../packages/cli/bin/lockkeeper.js");
