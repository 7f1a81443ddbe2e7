/** The sqlite module, of which nothing is there but its name. */
export default function create(kit) {
  return kit.ghost("sqlite");
}
