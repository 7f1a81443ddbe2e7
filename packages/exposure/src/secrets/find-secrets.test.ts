import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { ExposedPlace } from "../observation.ts";
import { secretsInReach } from "./find-secrets.ts";

const where: ExposedPlace = { kind: "repository", id: "shop" };
const ci = ".github/workflows/ci.yml";

function findIn(text: string, path: string = ci): ReturnType<typeof secretsInReach> {
  return secretsInReach(where, [{ path, text }]);
}

function namesOf(text: string, path: string = ci): readonly string[] {
  return findIn(text, path).secrets.map(({ kind, name, reach }) => `${kind} ${name} ${reach}`);
}

describe("secretsInReach of GitHub's workflows", () => {
  test("secretsInReach tells the environment of the installation from the rest of its job", () => {
    const found = namesOf(`
on: push
permissions: { contents: read }
env: { SENTRY_AUTH_TOKEN: "\${{ secrets.SENTRY }}" }
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: { token: "\${{ secrets.BOT_PAT }}" }
      - run: npm ci
        env: { NODE_AUTH_TOKEN: "\${{ secrets['NPM_TOKEN'] }}" }
      - run: ./deploy.sh
        env: { AWS_SECRET_ACCESS_KEY: "\${{ secrets.AWS_KEY }}" }
`);

    expect(found).toEqual([
      "named NPM_TOKEN process",
      "named BOT_PAT job",
      "named AWS_KEY process",
      "named SENTRY process",
    ]);
  });

  test("secretsInReach passes over jobs that install nothing", () => {
    const found = namesOf(`
on: push
jobs:
  label:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/labeler@v5
        with: { repo-token: "\${{ secrets.LABEL_TOKEN }}" }
      - run: echo npm ci
`);

    expect(found).toEqual([]);
  });

  test("secretsInReach says of commands that are not spelled out that they may install", () => {
    const { secrets } = findIn(`
on: push
permissions: {}
jobs:
  build:
    steps:
      - run: make release
        env: { TOKEN: "\${{ secrets.NPM_TOKEN }}" }
`);

    expect(secrets.map(({ name, isInstallKnown }) => [name, isInstallKnown])).toEqual([["NPM_TOKEN", false]]);
    expect(secrets[0]?.cause).toContain("may install");
  });

  test("secretsInReach tells what the token and the identity of a job may do", () => {
    const { secrets } = findIn(`
on: push
permissions: { contents: write, id-token: write, packages: read }
jobs:
  publish:
    steps:
      - run: npm ci
      - uses: aws-actions/configure-aws-credentials@v4
      - run: npm publish
`);

    expect(secrets.map(({ kind, provider }) => `${kind} ${provider}`)).toEqual([
      "identity npm",
      "job-token github",
      "identity aws",
    ]);
    expect(secrets[1]?.cause).toContain("may write contents");
  });

  test("secretsInReach counts the default rights of a token as unknown, and rights to read alone as none", () => {
    const job = "jobs: { a: { steps: [{ run: npm ci }] } }";

    expect(namesOf(`on: push\n${job}`)).toEqual(["job-token GITHUB_TOKEN job"]);
    expect(namesOf(`on: push\npermissions: read-all\n${job}`)).toEqual([]);
    expect(namesOf(`on: push\npermissions: write-all\n${job}`)).toContain("job-token GITHUB_TOKEN job");
  });

  test("secretsInReach reads actions and workflows of the same repository, and names secrets as the repository does", () => {
    const { secrets, gaps } = secretsInReach(where, [
      {
        path: ci,
        text: `
on: push
permissions: {}
jobs:
  release:
    uses: ./.github/workflows/publish.yml
    secrets: { token: "\${{ secrets.NPM_PUBLISH }}" }
`,
      },
      {
        path: ".github/workflows/publish.yml",
        text: `
on: { workflow_call: { secrets: { token: { required: true } } } }
permissions: {}
jobs:
  go:
    steps:
      - uses: ./.github/actions/setup
      - run: npm publish
        env: { NODE_AUTH_TOKEN: "\${{ secrets.token }}" }
`,
      },
      {
        path: ".github/actions/setup/action.yml",
        text: "runs: { using: composite, steps: [{ run: pnpm install, shell: bash }] }",
      },
    ]);

    expect(new Set(secrets.map(({ name }) => name))).toEqual(new Set(["NPM_PUBLISH"]));
    expect(secrets.every(({ isInstallKnown }) => isInstallKnown)).toBe(true);
    expect(gaps).toEqual([]);
  });

  test("secretsInReach says that a workflow of others was not read", () => {
    const { gaps } = findIn(`
on: push
jobs: { a: { uses: other/repo/.github/workflows/x.yml@v1, secrets: inherit } }
`);

    expect(gaps[0]?.message).toContain("is given all secrets");
  });

  test("secretsInReach knows a job that asks for all secrets, later jobs, and machines of one's own", () => {
    const found = namesOf(`
on: pull_request
permissions: {}
jobs:
  build:
    runs-on: [self-hosted, linux]
    steps:
      - run: yarn
        env: { ALL: "\${{ toJSON(secrets) }}" }
  ship:
    needs: build
    steps:
      - uses: actions/download-artifact@v4
      - uses: azure/webapps-deploy@v3
        with: { publish-profile: "\${{ secrets.AZURE_PROFILE }}" }
`);

    expect(found).toEqual([
      "every every secret of the repository and its organisation that the job may read process",
      "every whatever lies on the machine of the self-hosted runner host",
      "named AZURE_PROFILE later-job",
    ]);
  });
});

describe("secretsInReach of other systems", () => {
  test("secretsInReach follows templates of GitLab and names what every job is given", () => {
    const { secrets, gaps } = findIn(
      `
include: [{ project: infra/ci, file: base.yml }]
variables: { NPM_TOKEN: $PUBLISH, NODE_ENV: test }
.node: { before_script: [npm ci] }
build:
  extends: .node
  script: ['curl -H "x: $SLACK_WEBHOOK_URL" https://hooks.example', !reference [.other, script]]
  id_tokens: { AWS_ID_TOKEN: { aud: https://sts.example } }
  environment: { name: production }
lint: { script: [echo fine] }
`,
      ".gitlab-ci.yml",
    );
    const named = secrets.filter(({ kind }) => kind !== "every").map(({ kind, name }) => `${kind} ${name}`);

    expect(named).toEqual([
      "named NPM_TOKEN",
      "job-token CI_JOB_TOKEN",
      "identity AWS_ID_TOKEN",
      "named SLACK_WEBHOOK_URL",
    ]);
    expect(secrets.some(({ kind, name }) => kind === "every" && name.includes("CI/CD variable"))).toBe(true);
    expect(secrets[0]?.cause).toContain('environment "production"');
    expect(gaps[0]?.message).toContain("infra/ci");
  });

  test("secretsInReach tells what Jenkins hands to the installation from what it binds elsewhere", () => {
    const { secrets, gaps } = findIn(
      `
@Library('shared') _
pipeline {
  environment { SONAR = credentials('sonar-token') }
  stages {
    // withCredentials([string(credentialsId: 'commented', variable: 'X')]) { sh 'npm ci' }
    stage('build') { steps { withCredentials([string(credentialsId: 'npm-publish', variable: 'NPM_TOKEN')]) { sh 'npm ci' } } }
    stage('ship') { steps {
      withCredentials([usernamePassword(credentialsId: "aws-deploy", usernameVariable: 'U', passwordVariable: 'P')]) { echo 'x' }
      sshagent(['deploy-key']) { sh "ssh host" }
    } }
  }
}`,
      "Jenkinsfile",
    );

    expect(secrets.map(({ name, reach }) => `${name} ${reach}`)).toEqual([
      "npm-publish process",
      "whatever lies on the agent that took the job host",
      "aws-deploy job",
      "deploy-key job",
      "sonar-token process",
    ]);
    expect(gaps).toHaveLength(1);
  });

  test("secretsInReach says which definitions it cannot read", () => {
    const { gaps } = secretsInReach(where, [
      { path: ci, text: "jobs: [unclosed" },
      { path: ".circleci/config.yml", text: "jobs: {}" },
      { path: "azure-pipelines.yml", text: "" },
    ]);

    expect(new Set(gaps.map(({ ref }) => ref))).toEqual(
      new Set([ci, ".circleci/config.yml", "azure-pipelines.yml"]),
    );
  });
});

describe("secretsInReach of hostile definitions", () => {
  test("secretsInReach takes keys of JavaScript for names", () => {
    const found = namesOf(`
on: push
permissions: {}
jobs:
  __proto__: { steps: [{ run: npm ci, env: { A: "\${{ secrets.constructor }}" } }] }
  constructor: { steps: [{ run: npm ci, env: { A: "\${{ secrets.__proto__ }}" } }] }
`);

    expect(found).toEqual(["named __proto__ process", "named constructor process"]);
  });

  test("secretsInReach does not multiply what aliases repeat", () => {
    const layers = Array.from(
      { length: 30 },
      (_, index) => `l${index + 1}: &l${index + 1} [*l${index}, *l${index}]`,
    );
    const { gaps } = findIn(`l0: &l0 [x, x]\n${layers.join("\n")}\njobs: {}`);

    expect(gaps[0]?.message).toContain("more values");
  });

  test("secretsInReach is not slowed by quotes, comments and braces that never end", () => {
    const parts = [`"\\"`, "/*", "'''", "withCredentials([", "{", "secrets[", "${", "$ secrets ."];

    for (const part of parts) {
      const text = `sh 'npm ci'\n${part.repeat(60_000)}`;

      expect(() => findIn(text, "Jenkinsfile")).not.toThrow();
      expect(() =>
        findIn(`on: push\njobs: { a: { steps: [{ run: npm ci, env: { A: ${JSON.stringify(text)} } }] } }`),
      ).not.toThrow();
    }
  });

  test("secretsInReach never throws, whatever a definition holds", () => {
    const path = fc.constantFrom(ci, ".gitlab-ci.yml", "Jenkinsfile", ".github/actions/a/action.yml");
    const word = fc.constantFrom(
      "jobs:",
      "\n",
      "  ",
      "- ",
      "run: npm ci",
      "secrets.",
      "*a",
      "&a",
      "<<:",
      "!t",
      "{",
      "}",
      "[",
      "]",
      "'",
      '"',
      "script:",
      "extends:",
      "needs:",
      "steps:",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(word, fc.string({ maxLength: 6 }))).map((parts) => parts.join("")),
    );

    fc.assert(
      fc.property(fc.array(fc.record({ path, text }), { maxLength: 4 }), (files) => {
        const { secrets, gaps } = secretsInReach(where, files);

        expect(secrets.every(({ ref }) => ref !== "")).toBe(true);
        expect(gaps.every(({ message }) => message !== "")).toBe(true);
      }),
    );
  });
});
