import { stackNow } from "../system/primordials.js";
import { Files } from "../parts/fs/files.js";
import { createOperations } from "../parts/fs/operations.js";
import { createPromises } from "../parts/fs/promises.js";
import { Dirent, fsConstants, Stats } from "../parts/fs/stats.js";
import { createStreams } from "../parts/fs/streams.js";
import { createWatching } from "../parts/fs/watching.js";

const promisifyCustom = Symbol.for("nodejs.util.promisify.custom");

/** The fs module over the world's disk, in all its styles. */
export default function create(kit) {
  const files = new Files(kit);
  const operations = createOperations(kit, files);
  const exists = (place) => {
    try {
      operations.access(place);
      return true;
    } catch {
      // Whatever the reason is, the answer of this call is only yes or no.
      return false;
    }
  };
  const fs = { constants: fsConstants, Stats, Dirent, ...fsConstants };
  for (const [name, operation] of Object.entries(operations)) {
    fs[`${name}Sync`] = named(`${name}Sync`, operation);
    fs[name] = named(name, withCallback(kit, files, operation));
  }
  fs.existsSync = exists;
  fs.exists = (place, done) => void kit.clock.soon(() => done(exists(place)));
  fs.exists[promisifyCustom] = async (place) => exists(place);
  fs.read[promisifyCustom] = async (...args) => ({ bytesRead: operations.read(...args), buffer: args[1] });
  fs.write[promisifyCustom] = async (...args) => ({
    bytesWritten: operations.write(...args),
    buffer: args[1],
  });
  fs.realpath.native = fs.realpath;
  fs.realpathSync.native = fs.realpathSync;
  const promises = createPromises(kit, { files, operations });
  return Object.assign(fs, createStreams(kit, { fs, files }), createWatching(kit), { promises });
}

function named(name, value) {
  return Object.defineProperty(value.bind(undefined), "name", { value: name, configurable: true });
}

function withCallback(kit, files, operation) {
  return (...args) => {
    const at = args.findLastIndex((arg) => typeof arg === "function");
    const done = at === -1 ? undefined : args[at];
    if (done === undefined) {
      const error = new TypeError('The "cb" argument must be of type function. Received undefined');
      error.code = "ERR_INVALID_ARG_TYPE";
      throw error;
    }
    const stack = stackNow();
    kit.clock.soon(() => {
      let value;
      try {
        value = files.at(stack, () => operation(...args.slice(0, at)));
      } catch (error) {
        done(error);
        return;
      }
      if (ArrayBuffer.isView(args[1]) && typeof value === "number") done(null, value, args[1]);
      else if (value === undefined) done(null);
      else done(null, value);
    });
  };
}
