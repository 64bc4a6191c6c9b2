import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure, main } from './lib/failure.mjs';
import { root } from './lib/paths.mjs';
import {
  buildBundle,
  bundleFolder,
  opa,
  staleFiles,
  writeBundle,
} from './lib/policyBundle.mjs';
import { rulePages, stalePages, writePages } from './lib/rulePages.mjs';
import { inherit } from './lib/run.mjs';

const capabilities = '--capabilities=policy/capabilities.json';
const sources = ['policy/lib', 'policy/golden_path', 'policy/llm'];
const data = ['policy/data.json', 'policy/fixtures'];

// yarn policy build: the bundle that packages/policy-engine ships, and a page
// for each rule in docs/
// yarn policy check: everything that is asked of policy/, the bundle included
await main(async ([command]) => {
  const tools = join(root, '.cache', 'tools', 'bin');
  const env = {
    ...process.env,
    PATH: [tools, process.env.PATH].join(delimiter),
  };
  switch (command) {
    case 'build':
      return build(env);
    case 'check':
      return check(env);
    default:
      throw new Failure(
        'Say what to do: yarn policy build, or yarn policy check.',
      );
  }
});

function build(env) {
  const files = buildBundle(env);
  mkdirSync(bundleFolder, { recursive: true });
  writeBundle(files);
  writePages(rulePages(manifestOf(files)));
  return 0;
}

function manifestOf(files) {
  return JSON.parse(files['manifest.json']);
}

async function check(env) {
  const badlyFormatted = String(opa(['fmt', '--list', 'policy'], env));
  if (badlyFormatted) {
    throw new Failure(`Run opa fmt --write over:\n${badlyFormatted}`);
  }
  opa(
    [
      'check',
      '--strict',
      capabilities,
      '--ignore=*_test.rego',
      ...sources,
      data[0],
    ],
    env,
  );
  const linted = await inherit('regal', ['lint', 'policy'], { cwd: root, env });
  if (linted !== 0) {
    throw new Failure('regal lint found what has to be mended.');
  }
  opa(['test', '--coverage', '--threshold=100', ...sources, ...data], env);
  process.stdout.write(opa(['test', ...sources, ...data], env));
  const files = buildBundle(env);
  const stale = [
    ...staleFiles(files),
    ...stalePages(rulePages(manifestOf(files))),
  ];
  if (stale.length > 0) {
    throw new Failure(
      `${stale.join(
        ', ',
      )}: not what policy/ gives. Run yarn policy build and commit it.`,
    );
  }
  process.stdout.write(
    'The bundle and the pages of the rules are what the sources give.\n',
  );
  return 0;
}
