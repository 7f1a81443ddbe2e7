/** The test module: tests run at once. */
export default function create(kit) {
  const test = async (...args) => {
    const body = args.find((arg) => typeof arg === "function");
    await body?.({ test, mock: kit.ghost("test.mock"), diagnostic: () => undefined, skip: () => undefined });
  };
  const hook = () => undefined;
  return Object.assign(test, {
    test,
    it: test,
    describe: test,
    suite: test,
    before: hook,
    after: hook,
    beforeEach: hook,
    afterEach: hook,
    mock: kit.ghost("test.mock"),
  });
}
