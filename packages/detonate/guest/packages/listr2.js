/** Tasks done one after the other, as listr and listr2 do them, without what they draw. */
export default function create() {
  class Listr {
    constructor(tasks = [], options = {}) {
      this.tasks = [tasks].flat();
      this.options = options;
    }

    add(tasks) {
      this.tasks.push(...[tasks].flat());
      return this;
    }

    async run(context = this.options?.ctx ?? {}) {
      for (const task of this.tasks) await runTask(Listr, task, context);
      return context;
    }
  }
  return Object.assign(Listr, { Listr, default: Listr });
}

async function runTask(Listr, task, context) {
  const { enabled = true, skip = false } = task;
  if ((await valueOf(enabled, context)) === false || (await valueOf(skip, context))) return;
  const shown = {
    title: task.title,
    output: "",
    skip: () => undefined,
    report: () => undefined,
    newListr: (tasks, options) => new Listr(tasks, options),
  };
  const done = await task.task?.(context, shown);
  if (done instanceof Listr) await done.run(context);
}

async function valueOf(asked, context) {
  return await (typeof asked === "function" ? asked(context) : asked);
}
