import { defineConfig } from "vitest/config";

// The custom condition lets tests run the sources of every workspace, without a build.
const conditions = ["@lockkeeper/source", "node", "import", "module", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "tests/**/*.test.ts", "tools/**/*.test.ts"],
    setupFiles: ["tools/property-seed.ts"],
    // Only what hangs is to meet these: a machine that builds other things at the same time is many times slower.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    reporters: ["default", "./tools/closing-line.ts"],
  },
});
