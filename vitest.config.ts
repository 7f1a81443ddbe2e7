import { defineConfig } from "vitest/config";

// The custom condition lets tests run the sources of every workspace, without a build.
const conditions = ["@lockkeeper/source", "node", "import", "module", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "tests/**/*.test.ts", "tools/**/*.test.ts"],
    setupFiles: ["tools/property-seed.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: ["default", "./tools/closing-line.ts"],
  },
});
