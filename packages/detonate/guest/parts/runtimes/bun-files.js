import { Blob } from "../../web/blob.js";

import { bytesOfAny, knownStream, pathOf, readings } from "./known-bytes.js";

/** Bun's files: handles that are read and written when they are asked to be. */
export function createBunFiles(kit) {
  const fs = kit.builtin("fs");

  class BunFile extends Blob {
    #place;

    constructor(place, options = {}) {
      super([], options);
      this.#place = place;
      Object.assign(
        this,
        readings(() => this.bytesNow()),
      );
    }
    get name() {
      return this.#place;
    }
    get size() {
      return fs.existsSync(this.#place) ? fs.statSync(this.#place).size : 0;
    }
    get lastModified() {
      return fs.existsSync(this.#place) ? fs.statSync(this.#place).mtimeMs : 0;
    }
    bytesNow() {
      return fs.readFileSync(this.#place);
    }
    exists = async () => fs.existsSync(this.#place);
    stat = async () => fs.statSync(this.#place);
    stream = () => knownStream(this.bytesNow());
    slice = (...range) => new Blob([this.bytesNow()]).slice(...range);
    write = async (content) => write(this, content);
    delete = async () => fs.unlinkSync(this.#place);
    unlink = async () => fs.unlinkSync(this.#place);
    writer = () => {
      const parts = [];
      return {
        write: (content) => parts.push(bytesOfAny(content)),
        flush: () => 0,
        end: () => write(this, parts),
        ref: () => undefined,
        unref: () => undefined,
      };
    };
  }

  const write = (target, content) => {
    const bytes = bytesOfAny(content);
    fs.writeFileSync(target instanceof BunFile ? target.name : pathOf(kit, target), bytes);
    return bytes.length;
  };
  return {
    file: (place, options) => new BunFile(typeof place === "number" ? place : pathOf(kit, place), options),
    write: async (target, content) => write(target, content),
  };
}
