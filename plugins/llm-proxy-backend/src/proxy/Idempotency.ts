import { createHash } from 'node:crypto';
import type { Principal } from '../principals/types';
import type { KeptAnswer } from './Call';
import { Denial } from './errors';

const MAX_ENTRIES = 1_000;
const MAX_BYTES = 16 * 1024 * 1024;
const KEEP_MS = 10 * 60 * 1000;
const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

interface Entry {
  readonly digest: string;
  /** Null while it runs. */
  answer: KeptAnswer | null;
  at: number;
}

/** A request that is the first with its key. */
export interface IdempotentRun {
  keep(answer: KeptAnswer): void;
  /** Lets the key be used again unless an answer was kept. */
  done(): void;
}

/**
 * Answers by `Idempotency-Key`, each principal its own: a repetition after a
 * lost answer costs nothing. In memory, bounded by count, bytes and time.
 */
export class Idempotency {
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  constructor(private readonly now: () => number) {}

  /**
   * @throws {@link Denial} - for another request under the same key, and
   * while the first one runs.
   */
  begin(
    principal: Principal,
    key: string,
    path: string,
    body: Buffer,
  ): KeptAnswer | IdempotentRun {
    if (!KEY.test(key)) {
      throw new Denial('idempotency_key_invalid');
    }
    const id = sha256(JSON.stringify([principal.subject, principal.team, key]));
    const digest = sha256(path, body);
    const found = this.entries.get(id);
    if (found && (found.answer === null || this.now() - found.at < KEEP_MS)) {
      if (found.digest !== digest) {
        throw new Denial('idempotency_key_reused');
      }
      if (found.answer === null) {
        throw new Denial('idempotency_in_progress', { retryAfter: 1 });
      }
      return found.answer;
    }
    this.remove(id);
    const entry: Entry = { digest, answer: null, at: this.now() };
    this.entries.set(id, entry);
    return {
      keep: answer => this.keep(entry, answer),
      done: () => {
        if (entry.answer === null) {
          this.entries.delete(id);
        }
      },
    };
  }

  private keep(entry: Entry, answer: KeptAnswer): void {
    entry.answer = answer;
    entry.at = this.now();
    this.bytes += answer.body.length;
    for (const [id, { answer: kept }] of this.entries) {
      if (this.entries.size <= MAX_ENTRIES && this.bytes <= MAX_BYTES) {
        break;
      }
      // What still runs guards against a second run.
      if (kept !== null) {
        this.remove(id);
      }
    }
  }

  private remove(id: string): void {
    const entry = this.entries.get(id);
    if (entry) {
      this.entries.delete(id);
      this.bytes -= entry.answer?.body.length ?? 0;
    }
  }
}

function sha256(...parts: ReadonlyArray<string | Buffer>): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part).update('\0');
  }
  return hash.digest('base64');
}
