import { DiskError } from "../disk/disk-error.ts";

import { flagMember, numberMember, textMember } from "./arguments.ts";
import { ServiceRefusal } from "./service.ts";
import type { Service, ServiceAnswer, ServiceRequest } from "./service.ts";

type DiskCall = (place: string, request: ServiceRequest) => ServiceAnswer | undefined;

/** The file system, by the names of the system's calls that errors carry. */
export const diskServices: Readonly<Record<string, Service>> = {
  "disk.read": withPlace("open", (place, { process }) => ({ bytes: process.disk.read(place) })),
  "disk.write": withPlace("open", (place, { process, args, bytes = new Uint8Array() }) => {
    const mode = numberMember(args, "mode", 0o666) & ~0o022;
    if (flagMember(args, "exclusive") && process.disk.find(place, false) !== undefined) {
      throw new DiskError("EEXIST", place);
    }
    if (flagMember(args, "append")) process.disk.append(place, bytes, mode);
    else process.disk.write(place, bytes, mode);
    return undefined;
  }),
  "disk.stat": withPlace("stat", (place, { process, args }) => ({
    value: process.disk.status(place, !flagMember(args, "isLink")),
  })),
  "disk.exists": withPlace("access", (place, { process }) => ({ value: isThere(place, process.disk) })),
  "disk.list": withPlace("scandir", (place, { process: { disk } }) => ({
    value: disk.names(place).map((name) => {
      const kind = disk.find(disk.places.join(disk.real(place), name), false)?.kind ?? "file";
      return { name, kind };
    }),
  })),
  "disk.makeFolder": withPlace("mkdir", (place, { process, args }) => ({
    value: process.disk.makeFolder(place, flagMember(args, "recursive")),
  })),
  "disk.remove": withPlace("unlink", (place, { process: { disk }, args }) => {
    if (flagMember(args, "force") && disk.find(place, false) === undefined) return undefined;
    if (flagMember(args, "isFolder") || (flagMember(args, "recursive") && isFolder(place, disk))) {
      disk.removeFolder(place, flagMember(args, "recursive"));
    } else disk.removeFile(place);
    return undefined;
  }),
  "disk.rename": withPlace("rename", (place, { process, args }) => {
    process.disk.rename(place, placeOf(textMember(args, "to"), process));
    return undefined;
  }),
  "disk.copy": withPlace("copyfile", (place, { process, args }) => {
    const { mode } = process.disk.status(place);
    process.disk.write(placeOf(textMember(args, "to"), process), process.disk.contentOf(place), mode);
    return undefined;
  }),
  "disk.link": withPlace("symlink", (place, { process, args }) => {
    const target = textMember(args, "target");
    if (flagMember(args, "symbolic")) process.disk.link(target, place);
    else process.disk.write(place, process.disk.contentOf(placeOf(target, process)));
    return undefined;
  }),
  "disk.readLink": withPlace("readlink", (place, { process }) => ({ value: process.disk.targetOf(place) })),
  "disk.real": withPlace("realpath", (place, { process: { disk } }) => {
    disk.status(place);
    return { value: disk.real(place) };
  }),
  "disk.chmod": withPlace("chmod", (place, { process, args }) => {
    process.disk.change(place, { mode: numberMember(args, "mode") });
    return undefined;
  }),
  "disk.touch": withPlace("utime", (place, { process, args }) => {
    process.disk.change(place, { modifiedMs: numberMember(args, "mtimeMs") });
    return undefined;
  }),
  "disk.resolve": withPlace("resolve", (place) => ({ value: place })),
  "disk.changeFolder": withPlace("chdir", (place, { process }) => {
    if (process.disk.status(place).kind !== "folder") throw new DiskError("ENOTDIR", place);
    process.folder = place;
    return undefined;
  }),
  "disk.folder": ({ process }) => ({ value: process.folder }),
};

function withPlace(syscall: string, call: DiskCall): Service {
  return (request) => {
    const given = textMember(request.args, "path");
    try {
      return call(placeOf(given, request.process), request) ?? {};
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      const { code, errno, message } = error;
      const to = textMember(request.args, "to");
      const places = to === "" ? `'${given}'` : `'${given}' -> '${to}'`;
      throw new ServiceRefusal(code, `${code}: ${message}, ${syscall} ${places}`, {
        errno,
        syscall,
        path: given,
      });
    }
  };
}

function placeOf(place: string, { disk, folder }: ServiceRequest["process"]): string {
  return disk.places.resolve(folder, place);
}

function isThere(place: string, disk: ServiceRequest["process"]["disk"]): boolean {
  try {
    return disk.find(place) !== undefined;
  } catch (error) {
    if (error instanceof DiskError) return false;
    throw error;
  }
}

function isFolder(place: string, disk: ServiceRequest["process"]["disk"]): boolean {
  return disk.find(place, false)?.kind === "folder";
}
