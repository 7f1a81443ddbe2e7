import { EventEmitter } from "../node/events.js";
import { ask } from "../parts/clients/client-answer.js";
import { stackNow } from "../system/primordials.js";

/** A downloader: what comes is written where it is told. */
export default function create(kit) {
  class DownloaderHelper extends EventEmitter {
    #parts;
    constructor(url, folder, options = {}) {
      super();
      this.#parts = { url, folder, options };
    }
    async start() {
      const { url, folder, options } = this.#parts;
      const answer = await ask(kit, "node-downloader-helper", { url, stack: stackNow() });
      const name =
        typeof options.fileName === "string"
          ? options.fileName
          : (String(url).split("/").at(-1) ?? "download");
      const filePath = kit.builtin("path").join(folder, name);
      kit.builtin("fs").writeFileSync(filePath, answer.bytes);
      this.emit("end", { filePath, fileName: name, totalSize: answer.bytes.length });
      return true;
    }
  }
  return { DownloaderHelper, DH_STATES: {} };
}
