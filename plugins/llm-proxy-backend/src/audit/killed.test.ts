import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JWK } from 'jose';
import { createSigner, makeSigningKey, publicKeys } from './checkpoint';
import { nodeFiles } from './files';
import { read, verify } from './reader/verify';

jest.setTimeout(300_000);

/** More with WAYMARK_FULL, as CI does. */
const KILLS = process.env.WAYMARK_FULL ? 25 : 6;

describe('killed while it writes', () => {
  let directory: string;
  let signingKey: JWK;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'waymark-killed-'));
    signingKey = await makeSigningKey();
  });
  afterAll(async () => {
    children.forEach(child => child.kill('SIGKILL'));
    await rm(directory, { recursive: true, force: true });
  });

  /** What the upstream saw of one life. */
  async function life(name: string, moment: number): Promise<string[]> {
    const seen: string[] = [];
    const child = fork(
      join(__dirname, '__testUtils__', 'strictWriter.ts'),
      [directory, name, JSON.stringify(signingKey)],
      {
        execArgv: [
          '--require',
          require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        ],
        env: { ...process.env, NODE_OPTIONS: '' },
      },
    );
    children.push(child);
    // The loader of TypeScript has messages of its own.
    child.on('message', id => typeof id === 'string' && seen.push(id));
    while (seen.length === 0) {
      await once(child, 'message');
    }
    await sleep(moment);
    child.kill('SIGKILL');
    // The channel ends behind the last message.
    await once(child, 'close');
    return seen;
  }

  it(`has every attempt that the upstream saw, in ${KILLS} kills`, async () => {
    const seen: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const moment = ((kill * 0.618034) % 1) * 300;
      seen.push(...(await life(`w-life-${kill}`, moment)));
    }
    const { publicKey } = await createSigner(signingKey);
    const options = {
      files: nodeFiles,
      directory,
      cipher: null,
      publicKeys: await publicKeys(publicKey),
      checkpoints: [],
    };
    const intents = new Set<string>();
    for await (const { record } of read(options)) {
      if (record.type === 'intent') {
        intents.add(record.attemptId);
      }
    }
    expect(seen.length).toBeGreaterThan(KILLS);
    expect(seen.filter(id => !intents.has(id))).toEqual([]);
    for await (const report of verify(options)) {
      expect(report.findings).toEqual([]);
    }
  });
});
