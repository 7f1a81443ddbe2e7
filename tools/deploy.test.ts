import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { metricForms } from "@lockkeeper/server";
import { describe, expect, onTestFinished, test } from "vitest";

const root = join(import.meta.dirname, "..");
const installed = "/opt/lockkeeper";

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lockkeeper-deploy-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The instructions of a Dockerfile, continued lines joined, comments left out. */
function instructions(dockerfile: string): readonly string[] {
  return dockerfile
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => line !== "");
}

function argumentsOf(line: string): readonly string[] {
  return line
    .split(/\s+/)
    .slice(1)
    .filter((word) => !word.startsWith("--"));
}

describe("systemd units", () => {
  const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
  const units = ["lockkeeper.service", "lockkeeper-backup.service", "lockkeeper-backup.timer"];

  test.runIf(hasSystemd)("the units verify, and the service is exposed to little", () => {
    const folder = makeFolder();
    const paths = units.map((unit) => {
      const text = read(`deploy/${unit}`)
        .replaceAll("/usr/bin/node", process.execPath)
        .replaceAll(installed, root);
      const path = join(folder, unit);
      writeFileSync(path, text);
      return path;
    });

    const verified = spawnSync("systemd-analyze", ["verify", ...paths], { encoding: "utf8" });
    const security = spawnSync(
      "systemd-analyze",
      ["security", "--offline=yes", "--threshold=20", join(folder, "lockkeeper.service")],
      { encoding: "utf8" },
    );

    expect(verified.stderr).toBe("");
    expect(verified.status).toBe(0);
    expect([security.status, security.stderr]).toEqual([0, ""]);
  });

  test.each(units.slice(0, 2))("%s calls a command that is there", (unit) => {
    const [command = ""] = /\/opt\/lockkeeper\/\S+\.js/.exec(read(`deploy/${unit}`)) ?? [];

    expect(existsSync(command.replace(installed, root))).toBe(true);
  });
});

describe("Dockerfile", () => {
  const lines = instructions(read("deploy/Dockerfile"));
  const start = lines.findLastIndex((line) => line.startsWith("FROM"));
  const final = lines.slice(start);

  test("the build copies only what there is and what its ignore file lets through", () => {
    const copied = lines
      .slice(0, start)
      .filter((line) => line.startsWith("COPY"))
      .flatMap((line) => argumentsOf(line).slice(0, -1));
    const ignored = read("deploy/Dockerfile.dockerignore").split("\n");

    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(copied.filter((path) => !ignored.includes(`!${path.replace(/\/$/, "")}`))).toEqual([]);
    expect(ignored[0]).toBe("*");
  });

  test("the image runs as nobody, without a shell or a package manager, and knows its health", () => {
    const text = final.join("\n");

    expect(text).toMatch(/^USER 65532:65532$/m);
    expect(text).not.toMatch(/^(RUN|ADD)/m);
    expect(text).not.toMatch(/npm|yarn|pnpm|corepack/);
    expect(text).toMatch(/^HEALTHCHECK .*health\.mjs"\]$/m);
    expect(text).toMatch(/^FROM \S*distroless/m);
  });

  test("nothing of a dependency runs while the image is built", () => {
    const installs = lines.join("\n").match(/npm ci[^&\n]*/g) ?? [];

    expect(installs).toHaveLength(2);
    expect(installs.filter((install) => !install.includes("--ignore-scripts"))).toEqual([]);
  });

  test("the image starts a command that the build puts there", () => {
    const entry = final.find((line) => line.startsWith("ENTRYPOINT")) ?? "";
    const [command = ""] = /\/opt\/lockkeeper\/[^"]+/.exec(entry) ?? [];

    expect(existsSync(command.replace(installed, root))).toBe(true);
  });
});

describe("health.mjs", () => {
  async function runHealth(dataFolder: string): Promise<number | null> {
    const child = spawn(process.execPath, [join(root, "deploy", "health.mjs")], {
      env: { LOCKKEEPER_DATA: dataFolder },
      stdio: "ignore",
    });
    await once(child, "exit");
    return child.exitCode;
  }

  test.each([
    [200, 0],
    [503, 1],
  ])("health.mjs of a server that answers %s exits with %s", async (status, exitCode) => {
    const server = createServer((_request, response) => response.writeHead(status).end()).listen(
      0,
      "127.0.0.1",
    );
    onTestFinished(() => void server.close());
    await once(server, "listening");
    // A listening server has an address of this form.
    const { port } = server.address() as AddressInfo;
    const folder = makeFolder();
    writeFileSync(join(folder, "server.json"), JSON.stringify({ pid: 1, url: `http://127.0.0.1:${port}` }));

    expect(await runHealth(folder)).toBe(exitCode);
  });

  test("health.mjs exits with 1 where no server wrote its note", async () => {
    expect(await runHealth(makeFolder())).toBe(1);
  });
});

describe("compose.yaml and alerts.yaml", () => {
  test("compose.yaml keeps the root read-only and gives no rights", () => {
    const text = read("deploy/compose.yaml");

    expect(text).toMatch(/^ {4}read_only: true$/m);
    expect(text).toMatch(/^ {4}cap_drop: \[ALL\]$/m);
    expect(text).toMatch(/^ {4}security_opt: \["no-new-privileges:true"\]$/m);
  });

  test("alerts.yaml asks only for figures that there are", () => {
    const asked = read("deploy/alerts.yaml").match(/\blockkeeper_[a-z_]+/g) ?? [];
    const known = new Set(Object.values(metricForms).flatMap(({ name }) => [name, `${name}_bucket`]));

    expect(asked.length).toBeGreaterThan(4);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });
});
