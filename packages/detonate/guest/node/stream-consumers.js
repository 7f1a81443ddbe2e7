import { Buffer } from "../parts/buffer.js";

/** `stream/consumers`: a stream's content as a whole. */
export default function create() {
  return {
    buffer: readBytes,
    arrayBuffer: async (stream) => new Uint8Array(await readBytes(stream)).buffer,
    text: async (stream) => (await readBytes(stream)).toString(),
    json: async (stream) => JSON.parse((await readBytes(stream)).toString()),
    blob: readBytes,
  };
}

async function readBytes(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}
