import type { Redis } from 'ioredis';
import { createHash } from 'node:crypto';

/** Runs scripts by their digests; one that the server forgot is sent again. */
export class ScriptRunner {
  readonly #client: Redis;
  readonly #digests = new Map<string, string>();

  constructor(client: Redis) {
    this.#client = client;
  }

  async run(
    script: string,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<string[]> {
    let digest = this.#digests.get(script);
    if (!digest) {
      digest = createHash('sha1').update(script).digest('hex');
      this.#digests.set(script, digest);
    }
    try {
      return (await this.#client.evalsha(
        digest,
        keys.length,
        ...keys,
        ...args,
      )) as string[];
    } catch (error) {
      if (!String(error).includes('NOSCRIPT')) {
        throw error;
      }
      return (await this.#client.eval(
        script,
        keys.length,
        ...keys,
        ...args,
      )) as string[];
    }
  }
}
