/** What Bun tells of its engine. */
export default function create(kit) {
  return kit.ghost("bun:jsc");
}
