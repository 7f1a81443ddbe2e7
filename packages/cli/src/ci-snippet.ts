import { unreachable } from "@lockkeeper/core";

import { clientSetups } from "./client-setup.ts";
import type { ClientVariable } from "./client-setup.ts";
import type { CiSystem } from "./ci-system.ts";
import { quoteForShell } from "./quote.ts";
import { isLoopbackUrl } from "./setup-firewall.ts";

/** What a pipeline is told. */
export interface CiGoal {
  readonly system: CiSystem;
  /** With a final slash. */
  readonly url: string;
  /** The variable, and the name of the secret, that holds the token. */
  readonly tokenVariable: string;
}

interface SnippetParts {
  readonly variables: readonly ClientVariable[];
  readonly token: string;
  /** Writes the settings that send the token to the firewall and to nobody else; `file` is a shell's word. */
  readonly writeSettings: (file: string) => string;
  readonly remarks: readonly string[];
}

/** Yarn from 2 on sends a token for unscoped packages only when told so; Yarn 1 too, but by a name that the other refuses. */
const alwaysAuth: ClientVariable = { name: "YARN_NPM_ALWAYS_AUTH", value: "true" };

/** What goes into a pipeline's file so that every client of its jobs asks the firewall: all of them read variables. */
export function renderCiSnippet({ system, url, tokenVariable }: CiGoal): string {
  const { host, pathname } = new URL(url);
  const setting = quoteForShell(`//${host}${pathname}:_authToken=\${${tokenVariable}}`);
  const parts: SnippetParts = {
    variables: [...clientSetups(url).flatMap(({ variables }) => variables), alwaysAuth],
    token: tokenVariable,
    writeSettings: (file) => `printf '%s\\n' ${setting} > ${file}`,
    remarks: remarksFor(system, url, tokenVariable),
  };
  switch (system) {
    case "github":
      return renderGithub(parts);
    case "gitlab":
      return renderGitlab(parts);
    case "azure":
      return renderAzure(parts);
    case "circleci":
      return renderCircleci(parts);
    case "jenkins":
      return renderJenkins(parts);
    case "bitbucket":
      return renderBitbucket(parts);
    default:
      return unreachable(system);
  }
}

const secretPlaces: Readonly<Record<CiSystem, string>> = {
  github: "a secret of the repository or organisation",
  gitlab: "a masked variable of the project or group",
  azure: "a secret variable of the pipeline",
  circleci: "a variable of the context that the workflow names",
  jenkins: "a secret text among the credentials",
  bitbucket: "a secured variable of the repository or workspace",
};

function remarksFor(system: CiSystem, url: string, token: string): readonly string[] {
  return [
    ...(isLoopbackUrl(url)
      ? [`${url} is this machine alone: name the address that the pipeline reaches, with --url.`]
      : []),
    `${token} is ${secretPlaces[system]}; make one with: npx --no lockkeeper token create --pipeline NAME`,
    "Jobs of Yarn 1 need one variable more, which Yarn from 2 on refuses: YARN_ALWAYS_AUTH=true",
    "A cache that was filled without the firewall answers past it: give it a new key, such as one that begins with lockkeeper-.",
    "Settings in the project still win, and Yarn 1 fetches what its lockfile names: `lockkeeper run -- <command>` covers both.",
  ];
}

function renderGithub({ variables, token, writeSettings, remarks }: SnippetParts): string {
  const file = '"$RUNNER_TEMP/lockkeeper.npmrc"';
  return [
    ...remarks.map((remark) => `# ${remark}`),
    "# setup-node with registry-url would replace the settings below: leave registry-url out.",
    "jobs:",
    "  build:",
    "    runs-on: ubuntu-latest",
    "    env:",
    ...yamlVariables(variables).map((line) => `      ${line}`),
    `      ${token}: \${{ secrets.${token} }}`,
    `      YARN_NPM_AUTH_TOKEN: \${{ secrets.${token} }}`,
    "    steps:",
    "      - uses: actions/checkout@v4",
    "      - name: Send the token to the firewall alone",
    "        run: |",
    `          ${writeSettings(file)}`,
    '          echo "NPM_CONFIG_USERCONFIG=$RUNNER_TEMP/lockkeeper.npmrc" >> "$GITHUB_ENV"',
    "      - run: npm ci",
    "",
  ].join("\n");
}

function renderGitlab({ variables, token, writeSettings, remarks }: SnippetParts): string {
  return [
    ...remarks.map((remark) => `# ${remark}`),
    "variables:",
    ...yamlVariables(variables).map((line) => `  ${line}`),
    `  YARN_NPM_AUTH_TOKEN: "$${token}"`,
    "default:",
    "  before_script:",
    "    - |",
    '      export NPM_CONFIG_USERCONFIG="$(mktemp)"',
    `      ${writeSettings('"$NPM_CONFIG_USERCONFIG"')}`,
    "build:",
    "  script:",
    "    - npm ci",
    "",
  ].join("\n");
}

function renderAzure({ variables, token, writeSettings, remarks }: SnippetParts): string {
  const file = "$(Agent.TempDirectory)/lockkeeper.npmrc";
  return [
    ...remarks.map((remark) => `# ${remark}`),
    "variables:",
    ...yamlVariables(variables).map((line) => `  ${line}`),
    "steps:",
    "  - script: |",
    `      ${writeSettings(`"${file}"`)}`,
    `      echo "##vso[task.setvariable variable=NPM_CONFIG_USERCONFIG]${file}"`,
    "    displayName: Send the token to the firewall alone",
    "  - script: npm ci",
    "    env:",
    "      # A secret reaches only the steps that name it.",
    `      ${token}: $(${token})`,
    `      YARN_NPM_AUTH_TOKEN: $(${token})`,
    "",
  ].join("\n");
}

function renderCircleci({ variables, token, writeSettings, remarks }: SnippetParts): string {
  return [
    ...remarks.map((remark) => `# ${remark}`),
    "version: 2.1",
    "jobs:",
    "  build:",
    "    docker:",
    "      - image: cimg/node:lts",
    "    environment:",
    ...yamlVariables(variables).map((line) => `      ${line}`),
    "    steps:",
    "      - checkout",
    "      - run:",
    "          name: Send the token to the firewall alone",
    "          command: |",
    '            file="$(mktemp)"',
    `            ${writeSettings('"$file"')}`,
    '            echo "export NPM_CONFIG_USERCONFIG=$file" >> "$BASH_ENV"',
    `            echo 'export YARN_NPM_AUTH_TOKEN="$${token}"' >> "$BASH_ENV"`,
    "      - run: npm ci",
    "workflows:",
    "  main:",
    "    jobs:",
    "      - build:",
    "          context: lockkeeper",
    "",
  ].join("\n");
}

function renderJenkins({ variables, token, writeSettings, remarks }: SnippetParts): string {
  return [
    ...remarks.map((remark) => `// ${remark}`),
    "pipeline {",
    "  agent any",
    "  environment {",
    ...variables.map(({ name, value }) => `    ${name} = ${quoteForGroovy(value)}`),
    `    ${token} = credentials(${quoteForGroovy(token)})`,
    `    YARN_NPM_AUTH_TOKEN = credentials(${quoteForGroovy(token)})`,
    '    NPM_CONFIG_USERCONFIG = "${env.WORKSPACE_TMP}/lockkeeper.npmrc"',
    "  }",
    "  stages {",
    "    stage('Install') {",
    "      steps {",
    `        sh ${quoteForGroovy(`mkdir -p "$WORKSPACE_TMP" && ${writeSettings('"$NPM_CONFIG_USERCONFIG"')}`)}`,
    "        sh 'npm ci'",
    "      }",
    "    }",
    "  }",
    "}",
    "",
  ].join("\n");
}

function renderBitbucket({ variables, token, writeSettings, remarks }: SnippetParts): string {
  return [
    ...remarks.map((remark) => `# ${remark}`),
    "pipelines:",
    "  default:",
    "    - step:",
    "        script:",
    "          - |",
    ...variables.map(({ name, value }) => `            export ${name}=${quoteForShell(value)}`),
    `            export YARN_NPM_AUTH_TOKEN="$${token}"`,
    '            export NPM_CONFIG_USERCONFIG="$(mktemp)"',
    `            ${writeSettings('"$NPM_CONFIG_USERCONFIG"')}`,
    "          - npm ci",
    "",
  ].join("\n");
}

/** A JSON text is a YAML text. */
function yamlVariables(variables: readonly ClientVariable[]): readonly string[] {
  return variables.map(({ name, value }) => `${name}: ${JSON.stringify(value)}`);
}

function quoteForGroovy(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}
