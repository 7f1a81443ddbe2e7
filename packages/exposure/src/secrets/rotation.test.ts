import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { ExposedPlace } from "../observation.ts";
import { isSecretName, providerOfName } from "./classify-name.ts";
import { credentialPlacesOn } from "./credential-places.ts";
import { findCredentialFiles } from "./find-credential-files.ts";
import { credentialPlaceOf, secretsOnHost } from "./host-secrets.ts";
import { installCertaintyOf } from "./install-command.ts";
import { providers } from "./providers.ts";
import { readDefinitions } from "./read-definitions.ts";
import { planRotation } from "./rotation.ts";
import type { SecretInReach } from "./secret-in-reach.ts";

const host: ExposedPlace = { kind: "host", id: "laptop-7" };

function secret(parts: Partial<SecretInReach>): SecretInReach {
  return {
    kind: "named",
    provider: "npm",
    name: "NPM_TOKEN",
    reach: "process",
    isInstallKnown: true,
    cause: "job installs",
    ref: "ci.yml:1",
    where: { kind: "repository", id: "shop" },
    ...parts,
  };
}

describe("planRotation", () => {
  test("planRotation begins with what spreads an attack and lists each secret once with its causes", () => {
    const groups = planRotation([
      secret({ provider: "chat", name: "SLACK_TOKEN" }),
      secret({ ref: "ci.yml:9", reach: "job" }),
      secret({}),
      secret({ provider: "aws", name: "AWS_KEY" }),
      secret({ provider: "wallet", name: "exodus.wallet", kind: "file" }),
    ]);

    expect(groups.map(({ provider, items }) => [provider.id, items.length])).toEqual([
      ["wallet", 1],
      ["npm", 1],
      ["aws", 1],
      ["chat", 1],
    ]);
    expect(groups[1]?.items[0]).toMatchObject({ reach: "process", causeCount: 2 });
  });

  test("planRotation stays readable when thousands of jobs name one secret", () => {
    const many = Array.from({ length: 4000 }, (_, index) => secret({ ref: `ci.yml:${index}` }));

    const [group] = planRotation(many);

    expect(group?.items).toHaveLength(1);
    expect(group?.items[0]?.causes.length).toBeLessThan(20);
    expect(group?.items[0]?.causeCount).toBe(4000);
  });

  test("planRotation tells the same file of two machines apart", () => {
    const onHost = (id: string): SecretInReach =>
      secret({ kind: "file", name: ".npmrc", where: { kind: "host", id } });

    expect(planRotation([onHost("a"), onHost("b")])[0]?.items).toHaveLength(2);
  });

  test("every provider says what to do and how to see misuse", () => {
    const bare = providers.filter(
      ({ steps, check, why }) => steps.length === 0 || check === "" || why === "",
    );

    expect(bare).toEqual([]);
  });
});

describe("names", () => {
  test.each([
    ["NPM_TOKEN", "npm"],
    ["NODE_AUTH_TOKEN", "npm"],
    ["AWS_SECRET_ACCESS_KEY", "aws"],
    ["GH_PAT", "github"],
    ["DOCKERHUB_PASSWORD", "docker"],
    ["slackWebhook", "chat"],
    ["GOOGLE_APPLICATION_CREDENTIALS", "gcp"],
    ["AZURE_CLIENT_SECRET", "azure"],
    ["CODECOV_TOKEN", "quality"],
    ["DATABASE_URL", "database"],
    ["SOMETHING_ELSE", "other"],
  ])("providerOfName gives %s to %s", (name, provider) => {
    expect(providerOfName(name)).toBe(provider);
  });

  test("isSecretName tells secrets from paths and settings", () => {
    const secrets = ["NPM_TOKEN", "dbPassword", "AWS_ACCESS_KEY_ID", "DATABASE_URL", "API_KEY"];
    const others = ["PATH", "NODE_ENV", "TOKEN_PATH", "SECRET_NAME", "KEYBOARD", "AUTHOR", ""];

    expect(secrets.filter((name) => !isSecretName(name))).toEqual([]);
    expect(others.filter(isSecretName)).toEqual([]);
  });
});

describe("installCertaintyOf", () => {
  test.each([
    ["npm ci --ignore-scripts", "installs"],
    ["sudo npm i -g pkg", "installs"],
    ["cd app && yarn", "installs"],
    ["yarn install --immutable", "installs"],
    ["pnpm dlx create-x", "installs"],
    ["npx -y touch-it@latest", "installs"],
    ["FOO=1 bun add x", "installs"],
    ["npm run build", "may-install"],
    ["./scripts/ci.sh", "may-install"],
    ["make all", "may-install"],
    ["docker build .", "may-install"],
    ["npm --version", "does-not"],
    ["echo npm ci", "does-not"],
    ["# npm ci", "does-not"],
    ["git push", "does-not"],
  ])("installCertaintyOf says of %j that it %s", (script, certainty) => {
    expect(installCertaintyOf(script)).toBe(certainty);
  });
});

describe("on a disk", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockkeeper-secrets-"));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test("findCredentialFiles names what lies in a home folder and opens nothing", async () => {
    await mkdir(join(folder, ".ssh"));
    await mkdir(join(folder, ".aws", "sso", "cache"), { recursive: true });
    for (const file of [
      ".npmrc",
      ".ssh/id_ed25519",
      ".ssh/id_ed25519.pub",
      ".aws/sso/cache/a.json",
      ".env.example",
    ]) {
      await writeFile(join(folder, file), "secret-value");
    }

    const { files, unread } = await findCredentialFiles(folder, credentialPlacesOn("linux"));
    const { secrets } = secretsOnHost(host, { files, variables: ["STRIPE_API_KEY", "PATH"], unread });

    expect(files.map(({ path }) => path)).toEqual([".npmrc", ".ssh/id_ed25519", ".aws/sso/cache/a.json"]);
    expect(secrets.map(({ provider }) => provider)).toEqual(["npm", "aws", "ssh", "payment"]);
    expect(JSON.stringify(secrets)).not.toContain("secret-value");
  });

  test("findCredentialFiles is calm about an empty home and a file where a folder should be", async () => {
    await writeFile(join(folder, ".aws"), "");

    expect(await findCredentialFiles(folder, credentialPlacesOn("linux"))).toEqual({ files: [], unread: [] });
    expect(await findCredentialFiles(join(folder, "nowhere"), credentialPlacesOn("win32"))).toEqual({
      files: [],
      unread: [],
    });
  });

  test("credentialPlaceOf knows a file by the path that a sweep reports", () => {
    expect(credentialPlaceOf("/home/a/.ssh/id_rsa", "linux")?.provider).toBe("ssh");
    expect(credentialPlaceOf("C:\\Users\\a\\.npmrc", "win32")?.provider).toBe("npm");
    expect(credentialPlaceOf("/home/a/notes.txt", "linux")).toBeUndefined();
  });

  test("readDefinitions reads the definitions of a working tree and follows no link", async () => {
    await mkdir(join(folder, ".github", "workflows"), { recursive: true });
    await mkdir(join(folder, ".github", "actions", "setup"), { recursive: true });
    await writeFile(join(folder, ".github", "workflows", "ci.yml"), "jobs: {}");
    await writeFile(join(folder, ".github", "actions", "setup", "action.yml"), "runs: {}");
    await writeFile(join(folder, "Jenkinsfile"), "");
    await writeFile(join(folder, "README.md"), "");
    await symlink(join(folder, "README.md"), join(folder, ".gitlab-ci.yml"));

    const { files, gaps } = await readDefinitions(folder);

    expect(files.map(({ path }) => path)).toEqual([
      "Jenkinsfile",
      ".github/workflows/ci.yml",
      ".github/actions/setup/action.yml",
    ]);
    expect(gaps).toEqual([]);
  });
});
