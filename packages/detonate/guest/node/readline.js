import { EventEmitter } from "./events.js";

/** The readline module: lines of a stream; questions are answered as a person in a hurry does. */
export default function create(kit) {
  class Interface extends EventEmitter {
    #isClosed = false;
    #prompt = "> ";
    line = "";
    cursor = 0;
    terminal = false;

    constructor(input, output) {
      super();
      const options = typeof input?.pipe === "function" || input === undefined ? { input, output } : input;
      this.input = options.input;
      this.output = options.output;
      this.#prompt = options.prompt ?? this.#prompt;
      if (options.input !== undefined && options.input !== null) this.#read(options.input);
    }

    #read(input) {
      let rest = "";
      input.on("data", (chunk) => {
        const lines = (rest + String(chunk)).split(/\r?\n/);
        rest = lines.pop() ?? "";
        for (const line of lines) if (!this.#isClosed) this.emit("line", line);
      });
      input.on("end", () => {
        if (rest !== "" && !this.#isClosed) this.emit("line", rest);
        this.close();
      });
      input.on("error", () => this.close());
    }
    question(text, ...rest) {
      this.output?.write?.(text);
      kit.clock.after(400, () => rest.at(-1)("y"), {});
    }
    close() {
      if (this.#isClosed) return;
      this.#isClosed = true;
      this.emit("close");
    }
    setPrompt(text) {
      this.#prompt = text;
    }
    getPrompt() {
      return this.#prompt;
    }
    prompt() {
      this.output?.write?.(this.#prompt);
    }
    write() {}
    pause() {
      return this;
    }
    resume() {
      return this;
    }
    async *[Symbol.asyncIterator]() {
      const lines = [];
      let wake = () => undefined;
      const state = { isOver: this.#isClosed };
      this.on("line", (line) => {
        lines.push(line);
        wake();
      });
      this.on("close", () => {
        state.isOver = true;
        wake();
      });
      while (!state.isOver || lines.length > 0) {
        if (lines.length === 0) await new Promise((resolve) => (wake = resolve));
        while (lines.length > 0) yield lines.shift();
      }
    }
  }
  return {
    Interface,
    createInterface: (...args) => new Interface(...args),
    promises: kit.builtin("readline/promises"),
    clearLine: () => true,
    clearScreenDown: () => true,
    cursorTo: () => true,
    moveCursor: () => true,
    emitKeypressEvents: () => undefined,
  };
}
