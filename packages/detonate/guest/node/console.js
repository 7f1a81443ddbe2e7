import { format, inspect } from "../parts/inspect.js";

/** The console: prints to the process's streams. */
export default function create(kit) {
  class Console {
    #out;
    #err;
    #counts = new Map();
    #indent = "";

    constructor(stdout, stderr) {
      const options = stdout?.stdout === undefined ? { stdout, stderr } : stdout;
      this.#out = options.stdout;
      this.#err = options.stderr ?? options.stdout;
      for (const name of Object.getOwnPropertyNames(Console.prototype)) {
        if (name !== "constructor") this[name] = this[name].bind(this);
      }
    }

    #print(stream, values) {
      const text = `${this.#indent}${format(...values)}\n`;
      const target = stream === "stdout" ? this.#out : this.#err;
      if (target === undefined) kit.print(stream, text);
      else target.write(text);
    }
    log(...values) {
      this.#print("stdout", values);
    }
    info(...values) {
      this.#print("stdout", values);
    }
    debug(...values) {
      this.#print("stdout", values);
    }
    error(...values) {
      this.#print("stderr", values);
    }
    warn(...values) {
      this.#print("stderr", values);
    }
    trace(...values) {
      this.#print("stderr", ["Trace:", ...values]);
    }
    dir(value, options) {
      this.#print("stdout", [inspect(value, options)]);
    }
    dirxml(...values) {
      this.#print("stdout", values);
    }
    table(value) {
      this.#print("stdout", [inspect(value)]);
    }
    assert(isMet, ...values) {
      if (!isMet) this.#print("stderr", ["Assertion failed", ...values]);
    }
    count(label = "default") {
      this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
      this.#print("stdout", [`${label}: ${this.#counts.get(label)}`]);
    }
    countReset(label = "default") {
      this.#counts.delete(label);
    }
    group(...values) {
      if (values.length > 0) this.#print("stdout", values);
      this.#indent += "  ";
    }
    groupCollapsed(...values) {
      this.group(...values);
    }
    groupEnd() {
      this.#indent = this.#indent.slice(2);
    }
    time() {}
    timeLog(label = "default") {
      this.#print("stdout", [`${label}: 0.042ms`]);
    }
    timeEnd(label = "default") {
      this.#print("stdout", [`${label}: 0.131ms`]);
    }
    timeStamp() {}
    profile() {}
    profileEnd() {}
    clear() {}
  }
  const made = new Console();
  made.Console = Console;
  return made;
}
