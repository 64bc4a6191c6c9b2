import fc from 'fast-check';
import { AuditUnavailableError } from './errors';
import { MemoryFiles } from './__testUtils__/MemoryFiles';
import { openLog, type TestLogOptions } from './__testUtils__/openLog';
import { completion, denial, intent, NOW } from './__testUtils__/records';
import { read, verify } from './reader/verify';
import type { AuditRecord } from './types';

async function recordsIn(files: MemoryFiles): Promise<AuditRecord[]> {
  const found: AuditRecord[] = [];
  const options = {
    files,
    directory: '/audit',
    cipher: null,
    publicKeys: new Map(),
    checkpoints: [],
  };
  for await (const { record } of read(options)) {
    found.push(record);
  }
  return found;
}

async function chainFindings(files: MemoryFiles) {
  const found = [];
  const options = {
    files,
    directory: '/audit',
    cipher: null,
    publicKeys: new Map(),
    checkpoints: [],
  };
  for await (const report of verify(options)) {
    found.push(...report.findings);
  }
  // Checkpoints are not the matter here: no key was given.
  return found.filter(({ kind }) => kind !== 'checkpoint');
}

const open = (files: MemoryFiles, change: Partial<TestLogOptions> = {}) =>
  openLog({ directory: '/audit', files, ...change });

describe('the log in files', () => {
  it('keeps through a power cut every strict intent that it answered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { minLength: 1, maxLength: 30 }),
        fc.nat(60),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        async (bursts, cutAfter, doubles) => {
          const files = new MemoryFiles(() => NOW);
          const log = await open(files, { segmentBytes: 2_000 });
          const random = () => doubles.next().value as number;
          const answered: string[] = [];
          const power: { after: MemoryFiles | null } = { after: null };
          const call = async (id: string) => {
            await log.intent(intent(id));
            if (!power.after) {
              answered.push(id);
              log.append(completion(id));
            }
            if (answered.length === cutAfter) {
              power.after ??= files.cut(random);
            }
          };
          for (const [number, burst] of bursts.entries()) {
            const ids = Array.from(
              { length: burst + 1 },
              (_, i) => `${number}-${i}`,
            );
            await Promise.allSettled(ids.map(call));
          }
          const after = power.after ?? files.cut(random);
          const found = await recordsIn(after);
          const ids = found.flatMap(r =>
            r.type === 'intent' ? r.attemptId : [],
          );
          expect(ids).toEqual(expect.arrayContaining(answered));
          expect(await chainFindings(after)).toEqual([]);
          await log.close().catch(() => {});
        },
      ),
      { numRuns: 60 },
    );
  });

  it('shares one sync among intents that come together', async () => {
    const files = new MemoryFiles();
    const log = await open(files, { segmentBytes: 1e6 });
    const before = files.syncs;
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => log.intent(intent(`a${i}`))),
    );
    expect(files.syncs - before).toBeLessThanOrEqual(2);
    await log.close();
  });

  it('returns at once in bounded mode and is durable at the next flush', async () => {
    const files = new MemoryFiles();
    const log = await open(files, { mode: 'bounded', flushInterval: 10_000 });
    expect(log.intent(intent('a'))).toBeUndefined();
    expect(await recordsIn(files)).toEqual([]);
    await log.flush();
    expect(await recordsIn(files)).toEqual([intent('a')]);
    await log.close();
  });

  it('refuses while the disk fails, and goes on afterwards without a gap', async () => {
    const files = new MemoryFiles();
    const log = await open(files);
    await log.intent(intent('a'));
    files.failure = new Error('EIO');
    await expect(log.intent(intent('b'))).rejects.toMatchObject({
      code: 'audit_unavailable',
      reason: 'disk',
    });
    await expect(log.intent(intent('c'))).rejects.toBeInstanceOf(
      AuditUnavailableError,
    );
    log.append(completion('a'));
    files.failure = null;
    await log.flush();
    await log.intent(intent('d'));
    await log.close();
    const kinds = (await recordsIn(files)).map(
      r => `${r.type} ${'attemptId' in r ? r.attemptId : ''}`,
    );
    expect(kinds).toEqual(['intent a', 'intent b', 'completion a', 'intent d']);
    expect(await chainFindings(files)).toEqual([]);
  });

  it('refuses when the disk does not answer in time', async () => {
    const files = new MemoryFiles();
    const log = await open(files, { commitTimeout: 20 });
    let release = () => {};
    files.hang = new Promise(resolve => {
      release = resolve;
    });
    await expect(log.intent(intent('a'))).rejects.toMatchObject({
      reason: 'slow',
    });
    await expect(log.intent(intent('b'))).rejects.toMatchObject({
      reason: 'slow',
    });
    files.hang = null;
    release();
    await log.flush().catch(() => {});
    await log.flush();
    await log.intent(intent('c'));
    await log.close();
  });

  it('refuses intents when nothing is delivered, takes ends, and counts dropped denials', async () => {
    const files = new MemoryFiles();
    const log = await open(files, { maxBytes: 20_000 });
    const full = async () => {
      for (let i = 0; ; i += 1) {
        await log.intent(intent(`a${i}`));
        log.append(denial(`d${i}`));
      }
    };
    await expect(full()).rejects.toMatchObject({ reason: 'full' });
    log.append(completion('a0'));
    log.append(denial('last'));
    await log.flush();
    log.progress(log.durable.total, 0);
    log.append(denial('after'));
    await log.intent(intent('z'));
    await log.close();
    const found = await recordsIn(files);
    const denials = found.filter(r => r.type === 'denial').length;
    const given = found.filter(r => r.type === 'intent').length + 1;
    const dropped = found.find(r => r.type === 'act');
    expect(dropped?.detail).toEqual({ denials: given - denials });
    expect(found.some(r => r.type === 'completion')).toBe(true);
    expect(denials).toBeLessThan(given);
  });

  it('is closed once', async () => {
    const log = await open(new MemoryFiles());
    await log.close();
    await log.close();
    await expect(log.intent(intent('a'))).rejects.toMatchObject({
      reason: 'closed',
    });
  });
});
