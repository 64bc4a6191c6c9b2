import { run } from '../run';

/** Runs a command line as a process would, with what it wrote. */
export async function waymark(args: string[], env: NodeJS.ProcessEnv = {}) {
  let out = '';
  let err = '';
  const exitCode = await run(args, {
    out: text => {
      out += text;
    },
    err: text => {
      err += text;
    },
    env: { PATH: process.env.PATH, ...env },
    colour: false,
  });
  return { exitCode, out, err };
}
