import type { JWK } from 'jose';
import { openLog } from './openLog';
import { completion, intent } from './records';

/**
 * A process that calls an upstream, which is its parent: an attempt is told
 * there only when its intent is durable. Runs until it is killed.
 */
async function run(directory: string, name: string, key: JWK): Promise<void> {
  const log = await openLog({
    directory,
    name,
    signingKey: key,
    segmentBytes: 32 * 1024,
    maxBytes: 1e9,
  });
  const client = async (number: number) => {
    for (let call = 0; ; call += 1) {
      const id = `${name}-${number}-${call}`;
      await log.intent(intent(id));
      process.send?.(id);
      log.append(completion(id));
    }
  };
  for (let number = 0; number < 8; number += 1) {
    client(number).catch(() => process.exit(1));
  }
}

const [directory, name, key] = process.argv.slice(2);
process.on('disconnect', () => process.exit(0));
run(directory, name, JSON.parse(key));
