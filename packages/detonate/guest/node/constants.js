/** The old table of all constants. */
export default function create(kit) {
  const { errno, signals, priority } = kit.builtin("os").constants;
  return {
    ...errno,
    ...signals,
    ...priority,
    ...kit.builtin("fs").constants,
    ...kit.builtin("crypto").constants,
  };
}
