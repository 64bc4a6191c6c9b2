import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { LlmProxyConfig } from '../../config';

/** Keys of the providers. They never leave this object but for the request. */
export interface ProviderKeys {
  /** Null when the provider needs none, undefined when it needs one and has none. */
  get(provider: string): ProviderKey | null | undefined;
  /** Takes every key, present or recent, out of a text. */
  scrub(text: string): string;
  close(): void;
}

export interface ProviderKey {
  readonly value: string;
  /** Tells two keys apart without showing either. */
  readonly fingerprint: string;
}

/** Keys that were in use lately still have to be scrubbed. */
const REMEMBERED = 64;

/** A shorter one would blank out words of ordinary text. */
const SHORTEST_SCRUBBED = 6;

class Keys implements ProviderKeys {
  private readonly current = new Map<string, ProviderKey | null | undefined>();
  private readonly files = new Map<string, string>();
  private readonly seen: string[] = [];
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(providers: LlmProxyConfig['providers'], pollMs: number) {
    for (const [id, provider] of Object.entries(providers)) {
      if (provider.apiKeyFile !== undefined) {
        this.files.set(id, provider.apiKeyFile);
        this.current.set(id, undefined);
        this.take(id, readOnce(provider.apiKeyFile));
      } else if (provider.apiKey !== undefined) {
        this.take(id, provider.apiKey);
      } else {
        this.current.set(id, null);
      }
    }
    if (this.files.size > 0) {
      // The content is compared, not the time: a mounted secret is a chain of
      // symbolic links that is switched at once, and may keep its old time.
      this.timer = setInterval(() => void this.poll(), pollMs).unref();
    }
  }

  get(provider: string) {
    return this.current.get(provider);
  }

  scrub(text: string): string {
    let clean = text;
    for (const key of this.seen) {
      clean = clean.replaceAll(key, '[redacted]');
    }
    return clean;
  }

  close() {
    clearInterval(this.timer);
  }

  private async poll() {
    for (const [id, file] of this.files) {
      try {
        this.take(id, await readFile(file, 'utf8'));
      } catch {
        // Gone for a moment while it is replaced: the last one stays in use.
      }
    }
  }

  private take(id: string, raw: string) {
    const value = raw.trim();
    // A header value: anything else would be refused at the first request.
    if (
      !/^[\x21-\x7e]+$/.test(value) ||
      this.current.get(id)?.value === value
    ) {
      return;
    }
    const fingerprint = createHash('sha256')
      .update(value)
      .digest('hex')
      .slice(0, 16);
    this.current.set(id, Object.freeze({ value, fingerprint }));
    if (value.length >= SHORTEST_SCRUBBED && !this.seen.includes(value)) {
      this.seen.push(value);
      this.seen.splice(0, this.seen.length - REMEMBERED);
    }
  }
}

function readOnce(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Keys from the configuration. A file is read again when it changes.
 *
 * @param options - `pollMs`: how often files are looked at, in milliseconds; default 1,000.
 */
export function createProviderKeys(
  providers: LlmProxyConfig['providers'],
  options: { pollMs?: number } = {},
): ProviderKeys {
  return new Keys(providers, options.pollMs ?? 1_000);
}
