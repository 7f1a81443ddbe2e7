import { describe, expect, test } from "vitest";
import { firewall, plant } from "../test/planted-place.ts";
import { behind, locked, lockfileTraps, others, registries, url } from "../test/traps.ts";

describe("findBypasses", () => {
  test.each([...registries, ...others, ...lockfileTraps])("names $finds: $title", async (planted) => {
    const { bypasses } = await plant(planted);

    const found = await bypasses();

    const named = found.filter(({ id }) => id === planted.finds);
    expect(named).toEqual([expect.objectContaining({ weight: planted.weight })]);
    const [{ file, line, variable } = { file: undefined, line: undefined, variable: undefined }] = named;
    const place = file === undefined ? variable : `${file}${line === undefined ? "" : `:${line}`}`;
    if (planted.at === undefined) expect(place).toBeUndefined();
    else expect(place).toMatch(new RegExp(`${planted.at.replaceAll(".", "\\.")}$`));
  });

  test.each(["npm 11.19.1", "pnpm 10.34.9", "pnpm 12.21.0", "yarn 1.22.22", "yarn 4.18.1", "bun 1.4.5"])(
    "finds nothing in a clean place: %s",
    async (client) => {
      const { bypasses } = await plant({ client, env: behind });

      expect(await bypasses()).toEqual([]);
    },
  );

  test.each([
    ["http://localhost:4880/", "another spelling of the loopback"],
    ["http://127.0.0.1:4880", "no slash at its end"],
    ["http://127.0.0.1:4880/t/abc/", "a path below"],
  ])("knows the firewall in %s: %s", async (registry) => {
    const { bypasses } = await plant({ client: "npm 11.19.1", env: { npm_config_registry: registry } });

    expect(await bypasses()).toEqual([]);
  });

  test("takes npm's default registry in a lockfile for the firewall, as npm does, unless it is told otherwise", async () => {
    const packages = [locked("registry", "https://registry.example/left-pad/-/left-pad-1.3.0.tgz", 4)];
    const lockfiles = [{ file: "/app/package-lock.json", kind: "npm", packages }] as const;
    const [replaced, kept] = await Promise.all([
      plant({ client: "npm 11.19.1", env: behind, lockfiles }),
      plant({
        client: "npm 11.19.1",
        env: { ...behind, npm_config_replace_registry_host: "never" },
        lockfiles,
      }),
    ]);

    const [clean, open] = [await replaced.bypasses(), await kept.bypasses()];

    expect(clean).toEqual([]);
    expect(open.map(({ id }) => id)).toEqual(["locked-elsewhere", "hosts-kept"]);
  });

  test("gathers the entries of one host into one bypass with the first line and their number", async () => {
    const packages = [3, 9, 12].map((line) => locked("registry", url, line));
    const { bypasses } = await plant({
      client: "yarn 1.22.22",
      env: behind,
      lockfiles: [{ file: "/app/yarn.lock", kind: "yarn-classic", packages }],
    });

    const found = await bypasses();

    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ line: 3 });
    expect(found[0]?.message).toContain("3 packages are taken from https://mirror.example");
  });

  test("trusts npm's cache when each entry came through the firewall", async () => {
    const { bypasses } = await plant({
      client: "npm 11.19.1",
      env: behind,
      home: {
        ".npm/_cacache/index-v5/aa/bb/cc": `\nhash\t{"key":"make-fetch-happen:request-cache:${firewall}/a/-/a-1.tgz"}`,
      },
    });

    expect(await bypasses()).toEqual([]);
  });

  test("never shows a secret of a setting", async () => {
    const secret = "s3cr3t";
    const { bypasses } = await plant({
      client: "npm 11.19.1",
      project: {
        ".npmrc": `registry=https://user:${secret}@mirror.example/\nproxy=http://user:\${TOKEN}@proxy.example/\n`,
        "package.json": `{"dependencies":{"a":"git+https://user:${secret}@git.example/a.git"}}`,
      },
      env: { TOKEN: secret },
    });

    const found = await bypasses();

    expect(found.length).toBeGreaterThan(2);
    expect(JSON.stringify(found)).not.toContain(secret);
  });
});
