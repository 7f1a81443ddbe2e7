/** Bun's own modules of databases, of which nothing is there but their names. */
export default function create(kit) {
  return {
    Database: kit.ghost("bun:sqlite.Database"),
    constants: {},
    default: kit.ghost("bun:sqlite.Database"),
  };
}
