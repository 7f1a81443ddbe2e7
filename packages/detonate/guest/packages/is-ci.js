/** Whether a pipeline runs this. */
export default function create(kit) {
  kit.note("ci", "is-ci");
  return kit.world.isContinuousIntegration;
}
