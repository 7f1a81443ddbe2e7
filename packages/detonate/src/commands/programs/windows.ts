import { answerRequest } from "../../network/answer-request.ts";
import { runBatch } from "../batch/run-batch.ts";
import { failed, observeCode, said, textAt } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";

import { filePrograms } from "./files.ts";
import { runWindowsScript } from "./windows-script.ts";

/** Programs that only Windows has. */
export const windowsPrograms: Readonly<Record<string, Program>> = {
  cmd: (call) => {
    const at = call.arguments.findIndex((word) => /^\/[a-z]*[ck]$/i.test(word));
    if (at !== -1)
      return runBatch({ ...call, depth: call.depth + 1 }, call.arguments.slice(at + 1).join(" "));
    const [file] = call.arguments;
    const text = file === undefined ? call.stdin : textAt(call, file);
    if (text === undefined) return failed("The system cannot find the file specified.\r\n");
    if (file === undefined && text !== "") observeCode(call, text);
    return runBatch({ ...call, depth: call.depth + 1 }, text, call.arguments);
  },
  start: (call) => {
    const words = call.arguments.filter((word) => !/^\/\w+$/.test(word) && word !== "");
    const [program, ...rest] = words;
    return program === undefined
      ? said("")
      : call.scene.start({ ...call, program, arguments: rest, depth: call.depth + 1 });
  },
  cscript: runWindowsScript,
  wscript: runWindowsScript,
  mshta: runWindowsScript,
  reg: editRegistry,
  del: fileProgram("rm"),
  erase: fileProgram("rm"),
  rd: fileProgram("rm"),
  md: fileProgram("mkdir"),
  move: fileProgram("mv"),
  xcopy: fileProgram("cp"),
  ren: fileProgram("mv"),
  dir: fileProgram("ls"),
  certutil: (call) => {
    const url = call.arguments.find((word) => /^https?:/i.test(word));
    const target = call.arguments.at(-1) ?? "";
    if (url !== undefined) return download(call, url, target);
    const at = call.arguments.findIndex((word) => /^[-/]decode$/i.test(word));
    const source = at === -1 ? undefined : textAt(call, call.arguments[at + 1] ?? "");
    if (source === undefined) return said("CertUtil: -decode command completed successfully.\r\n");
    return saved(
      call,
      call.arguments[at + 2] ?? "",
      Buffer.from(source.replaceAll(/-----[^-]+-----|\s/g, ""), "base64"),
    );
  },
  bitsadmin: (call) => {
    const at = call.arguments.findIndex((word) => /^https?:/i.test(word));
    return at === -1 ? said("") : download(call, call.arguments[at] ?? "", call.arguments[at + 1] ?? "");
  },
  ver: () => said("\r\nMicrosoft Windows [Version 10.0.22631.4602]\r\n"),
  systeminfo: (call) =>
    said(
      `Host Name:                 ${call.scene.process.world.hostname}\r\nOS Name:                   Microsoft Windows 11 Pro\r\n`,
    ),
  ipconfig: () =>
    said("Windows IP Configuration\r\n\r\n   IPv4 Address. . . . . . . . . . . : 192.168.178.42\r\n"),
  chcp: () => said("Active code page: 65001\r\n"),
};

function fileProgram(name: keyof typeof filePrograms): Program {
  return (call) => {
    const words = call.arguments.filter((word) => !/^\/[a-z]$/i.test(word));
    return filePrograms[name]?.({ ...call, arguments: words }) ?? said("");
  };
}

function editRegistry(call: ProgramCall): CommandResult {
  const [verb = "", path = ""] = call.arguments;
  const valueOf = (flag: string): string | undefined => {
    const at = call.arguments.findIndex((word) => word.toLowerCase() === flag);
    return at === -1 ? undefined : call.arguments[at + 1];
  };
  const name = valueOf("/v");
  const value = valueOf("/d");
  call.scene.process.observe({
    kind: "winreg",
    api: `reg ${verb.toLowerCase()}`,
    data: { path, ...(name === undefined ? {} : { name }), ...(value === undefined ? {} : { value }) },
  });
  if (/MachineGuid/i.test(name ?? ""))
    return said("\r\n    MachineGuid    REG_SZ    4f2a1c9e-7b3d-4e8a-9c6f-1d2e3a4b5c6d\r\n");
  return said("The operation completed successfully.\r\n");
}

function download(call: ProgramCall, url: string, target: string): CommandResult {
  const { process } = call.scene;
  const to = process.disk.places.resolve(call.folder, target);
  process.observe({
    kind: "network",
    api: call.program,
    data: { url, host: URL.canParse(url) ? new URL(url).hostname : "", to },
  });
  const answer = answerRequest(process.world, { url, method: "GET" });
  return answer.kind === "failure" ? failed("0x80072ee7\r\n") : saved(call, target, answer.body);
}

function saved(call: ProgramCall, target: string, bytes: Uint8Array): CommandResult {
  const { disk } = call.scene.process;
  try {
    disk.write(disk.places.resolve(call.folder, target), bytes);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return failed("Access is denied.\r\n");
  }
  return said("");
}
