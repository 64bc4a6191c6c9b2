import { run } from './run';

const { env, stderr, stdout } = process;

run(process.argv.slice(2), {
  out: text => stdout.write(text),
  err: text => stderr.write(text),
  env,
  colour: Boolean(stdout.isTTY) && !env.NO_COLOR,
}).then(code => {
  process.exitCode = code;
});
