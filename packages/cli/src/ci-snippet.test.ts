import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { parseSettings } from "@lockkeeper/clients";
import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import { renderCiSnippet } from "./ci-snippet.ts";
import { ciSystems } from "./ci-system.ts";
import { clientSetups } from "./client-setup.ts";

const url = "https://firewall.example/it's/";
const yamlSystems = ciSystems.filter((system) => system !== "jenkins");
const variables = clientSetups("http://firewall.example/").flatMap((setup) => setup.variables);

/** The part of a snippet that a shell runs to write the settings with the token. */
function commandOf(snippet: string): string {
  return /printf .*? > /.exec(snippet)?.[0].replace(/ > $/, "") ?? "";
}

describe("renderCiSnippet()", () => {
  test.each(yamlSystems)("renderCiSnippet() is YAML for %s", (system) => {
    const snippet = renderCiSnippet({ system, url, tokenVariable: "TOKEN" });

    expect(() => parseSettings("yaml", snippet, {})).not.toThrow();
  });

  test.each(["github", "gitlab", "azure", "circleci"] as const)(
    "renderCiSnippet() sets every variable for %s",
    (system) => {
      const snippet = renderCiSnippet({ system, url: "http://firewall.example/", tokenVariable: "TOKEN" });

      const values = new Map(
        parseSettings("yaml", snippet, {}).map(({ path, value }) => [path.at(-1), value]),
      );
      for (const { name, value } of variables) expect(values.get(name)).toBe(value);
      expect(values.get("YARN_NPM_ALWAYS_AUTH")).toBe("true");
    },
  );

  test.each(["jenkins", "bitbucket"] as const)("renderCiSnippet() sets every variable for %s", (system) => {
    const snippet = renderCiSnippet({ system, url: "http://firewall.example/", tokenVariable: "TOKEN" });

    for (const { name, value } of variables) expect(snippet).toMatch(new RegExp(`${name} ?= ?'${value}'`));
  });

  test("renderCiSnippet() closes what it opens for jenkins", () => {
    const snippet = renderCiSnippet({ system: "jenkins", url, tokenVariable: "TOKEN" });

    const code = snippet.replace(/^\/\/.*$/gm, "").replace(/'(?:[^'\\]|\\.)*'|"[^"]*"/g, "''");
    expect(code.match(/\{/g)).toHaveLength(code.match(/\}/g)?.length ?? 0);
    expect(code).not.toMatch(/'''/);
    expect(snippet).toContain(String.raw`npm_config_registry = 'https://firewall.example/it\'s/'`);
  });

  test.each(["github", "gitlab", "azure", "circleci", "bitbucket"] as const)(
    "renderCiSnippet() writes the token's variable for %s, and not the token",
    async (system) => {
      const folder = await mkdtemp(join(tmpdir(), "lockkeeper-ci-"));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const file = join(folder, "npmrc");
      const command = commandOf(renderCiSnippet({ system, url, tokenVariable: "TOKEN" }));

      await promisify(execFile)("bash", ["-c", `${command} > '${file}'`], { env: { TOKEN: "lkp_secret" } });

      expect(await readFile(file, "utf8")).toBe("//firewall.example/it's/:_authToken=${TOKEN}\n");
    },
  );

  test.each(ciSystems)(
    "renderCiSnippet() warns for %s of a cache filled before, and of an address of one machine",
    (system) => {
      const local = renderCiSnippet({ system, url: "http://127.0.0.1:4880/", tokenVariable: "TOKEN" });

      expect(local).toContain("is this machine alone");
      expect(local).toContain("A cache that was filled without the firewall");
      expect(renderCiSnippet({ system, url, tokenVariable: "TOKEN" })).not.toContain("is this machine alone");
    },
  );
});

describe("setup --ci", () => {
  test("setup --ci prints the snippet alone, and changes nothing", async () => {
    const terminal = await createFakeTerminal();

    const { code, out } = await terminal.run(
      "setup",
      "--ci",
      "gitlab",
      "--url",
      url,
      "--token-env",
      "FIREWALL_TOKEN",
    );

    expect(code).toBe(0);
    expect(out).toBe(renderCiSnippet({ system: "gitlab", url, tokenVariable: "FIREWALL_TOKEN" }));
    expect(await terminal.run("unsetup")).toMatchObject({ code: 0 });
  });
});
