import type { Reporter, TestModule } from "vitest/node";

/** Prints the one line that CI counts: `N passed, N failed, N skipped`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1;
    }
    const failedModules = modules.filter((module) => module.state() === "failed").length;
    const failed = count.failed === 0 ? failedModules : count.failed;
    process.stdout.write(`${count.passed} passed, ${failed} failed, ${count.skipped} skipped\n`);
  }
}
