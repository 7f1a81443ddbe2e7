import { streamPromises } from "../parts/streams/pipeline.js";

/** `stream/promises`. */
export default function create() {
  return streamPromises;
}
