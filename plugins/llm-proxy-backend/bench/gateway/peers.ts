import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startProgram, type Measured } from './processes';

const folder = resolve(__dirname, '../../../../.cache/llm-peers');
const INSTALL_WITHIN_MS = 300_000;

export interface Peer {
  readonly name: string;
  /** Requests are fewer where each is dear. */
  readonly share: number;
  headers(origin: string): Record<string, string>;
  start(origin: string): Promise<Measured>;
}

function install(program: string, args: string[], cwd: string): void {
  const { status } = spawnSync(program, args, {
    cwd,
    stdio: 'ignore',
    timeout: INSTALL_WITHIN_MS,
  });
  if (status !== 0) {
    throw new Error(`${program} could not install it`);
  }
}

const portkey: Peer = {
  name: 'portkey',
  share: 0.25,
  headers: origin => ({
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${origin}/v1`,
  }),
  async start() {
    const cwd = join(folder, 'portkey');
    const main = 'node_modules/@portkey-ai/gateway/build/start-server.js';
    if (!existsSync(join(cwd, main))) {
      mkdirSync(cwd, { recursive: true });
      const wanted = {
        private: true,
        dependencies: { '@portkey-ai/gateway': '1.15.2' },
        overrides: {
          hono: '4.9.7',
          '@hono/node-server': '1.13.5',
          '@hono/node-ws': '1.2.0',
        },
      };
      writeFileSync(join(cwd, 'package.json'), JSON.stringify(wanted));
      install('npm', ['install', '--ignore-scripts', '--no-audit'], cwd);
    }
    // It would listen on all interfaces.
    writeFileSync(
      join(cwd, 'bind.cjs'),
      `const { Server } = require('node:net');
const { listen } = Server.prototype;
Server.prototype.listen = function (port, ...rest) {
  const options = typeof port === 'object' ? port : { port: Number(port) };
  const done = rest.find(item => typeof item === 'function');
  return listen.call(this, { ...options, host: '127.0.0.1' }, done);
};
`,
    );
    const port = 7348;
    return startProgram(
      [
        ...[process.execPath, '--require', './bind.cjs', main],
        ...[`--port=${port}`, '--headless'],
      ],
      { cwd, env: { NODE_ENV: 'production', NODE_OPTIONS: '' }, port },
    );
  },
};

const litellm: Peer = {
  name: 'litellm',
  share: 0.03,
  headers: () => ({}),
  async start(origin) {
    const cwd = join(folder, 'litellm');
    const program = join(cwd, 'bin/litellm');
    if (!existsSync(program)) {
      mkdirSync(cwd, { recursive: true });
      install('python3', ['-m', 'venv', cwd], folder);
      install(
        join(cwd, 'bin/pip'),
        ['install', '--quiet', 'litellm[proxy]==1.102.4'],
        cwd,
      );
    }
    writeFileSync(
      join(cwd, 'bench.yaml'),
      `model_list:
  - model_name: mock-1
    litellm_params:
      model: openai/mock-1
      api_base: ${origin}/v1
      api_key: benchmark-only
`,
    );
    const port = 7349;
    return startProgram(
      [
        ...[program, '--config', 'bench.yaml', '--host', '127.0.0.1'],
        ...['--port', String(port), '--num_workers', '1'],
      ],
      {
        cwd,
        port,
        env: {
          LITELLM_LOCAL_MODEL_COST_MAP: 'True',
          LITELLM_TELEMETRY: 'False',
          LITELLM_LOG: 'ERROR',
          NODE_OPTIONS: '',
        },
      },
    );
  },
};

/** Others' gateways; none of them has budgets, policy or audit switched on. */
export const peers: readonly Peer[] = [portkey, litellm];
