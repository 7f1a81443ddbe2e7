/** `stream/web`. */
export default function create(kit) {
  const { TextEncoder, TextDecoder } = kit.web("encoding");
  return { ...kit.web("streams"), TextEncoder, TextDecoder };
}
