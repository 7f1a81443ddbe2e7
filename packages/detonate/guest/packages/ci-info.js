/** Which pipeline runs this. */
export default function create(kit) {
  kit.note("ci", "ci-info");
  const isCI = kit.world.isContinuousIntegration;
  const info = {
    isCI,
    name: isCI ? "GitHub Actions" : null,
    isPR: isCI ? false : null,
    id: isCI ? "GITHUB_ACTIONS" : null,
  };
  return { ...info, GITHUB_ACTIONS: isCI, default: info };
}
