const words = {
  add: (files) => ["add", ...[files].flat()],
  addRemote: (name, url) => ["remote", "add", name, url],
  remote: (more) => ["remote", ...[more].flat()],
  addConfig: (name, value) => ["config", name, value],
  commit: (message) => ["commit", "-m", ...[message].flat()],
  raw: (...more) => more.flat(),
  revparse: (more) => ["rev-parse", ...[more ?? []].flat()],
};

/** simple-git starts git, with the words that its methods stand for, one after the other. */
export default function create(kit) {
  const { execFile } = kit.builtin("child_process");
  const named = (name, rest) => [name, ...rest.flat().filter((word) => typeof word === "string")];
  const make = (folder, done) => {
    const git = {
      cwd: (place) => make(String(place?.path ?? place), done),
      env: () => git,
      silent: () => git,
    };
    const run = (name, rest) => {
      const wanted = (words[name]?.(...rest) ?? named(name, rest))
        .filter((word) => word !== undefined)
        .map(String);
      const answer = done.then(
        () =>
          new Promise((resolve) =>
            execFile("git", wanted, { cwd: folder }, (_error, text) => resolve(String(text ?? ""))),
          ),
      );
      const next = make(folder, answer);
      return Object.assign(next, {
        // oxlint-disable-next-line unicorn/no-thenable -- its tasks are awaited like promises.
        then: (...given) => answer.then(...given),
        catch: (...given) => answer.catch(...given),
      });
    };
    return new Proxy(git, {
      get: (target, name) =>
        typeof name !== "string" || name in target || name === "then"
          ? target[name]
          : (...given) => run(name, given),
    });
  };
  const start = (options) =>
    make(typeof options === "string" ? options : (options?.baseDir ?? kit.disk.folder()), Promise.resolve());
  return Object.assign(start, {
    simpleGit: start,
    gitP: start,
    default: start,
    ResetMode: {},
    CheckRepoActions: {},
  });
}
