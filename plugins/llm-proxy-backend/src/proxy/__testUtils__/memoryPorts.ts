import type {
  AuditCompletion,
  AuditDenial,
  AuditIntent,
  AuditLog,
  AuditRecord,
} from '../../audit/types';
import { CredentialError, type Authenticator } from '../../credentials/types';
import type { Principal } from '../../principals/types';
import type { RateGrant, RateLimiter } from '../../quota/types';

/** Keeps all records, in their order. */
export class MemoryAudit implements AuditLog {
  readonly records: AuditRecord[] = [];
  /** Thrown by the next intents. */
  broken: Error | null = null;

  intent(record: AuditIntent): void {
    if (this.broken) {
      throw this.broken;
    }
    this.records.push(record);
  }

  append(record: AuditRecord): void {
    this.records.push(record);
  }

  prompt() {
    return { keyId: 'k1', mac: 'm1' };
  }

  async close() {}

  get intents() {
    return this.records.filter(
      (record): record is AuditIntent => record.type === 'intent',
    );
  }

  get completions() {
    return this.records.filter(
      (record): record is AuditCompletion => record.type === 'completion',
    );
  }

  get denials() {
    return this.records.filter(
      (record): record is AuditDenial => record.type === 'denial',
    );
  }
}

export function principalOf(over: Partial<Principal> = {}): Principal {
  return {
    subject: 'component:default/shop',
    user: null,
    service: 'component:default/shop',
    system: 'system:default/store',
    team: 'group:default/alpha',
    groups: ['group:default/alpha', 'group:default/company'],
    dataClass: 'internal',
    scopes: new Set(['llm:chat', 'llm:embed'] as const),
    deployment: 'deployment-7',
    commit: '0123456789abcdef0123456789abcdef01234567',
    actor: null,
    credentialId: 'jti-1',
    expiresAt: Number.MAX_SAFE_INTEGER,
    epoch: 1,
    ...over,
  };
}

/** Knows some tokens; a value that is an error is thrown. */
export function knownTokens(
  tokens: ReadonlyMap<string, Principal | Error>,
): Authenticator {
  return {
    authenticate(token) {
      const known = tokens.get(token);
      if (known === undefined) {
        throw new CredentialError('invalid', 'The token is not known');
      }
      if (known instanceof Error) {
        throw known;
      }
      return known;
    },
  };
}

/** Counts requests against one limit for all, and leases. */
export class CountingRates implements RateLimiter {
  left: number;
  leases = 0;

  constructor(private readonly limit: number) {
    this.left = limit;
  }

  async acquire(): Promise<RateGrant> {
    const state = {
      scope: 'component:default/shop',
      kind: 'requests' as const,
      limit: this.limit,
      left: this.left,
      resetMs: 61_000,
    };
    if (this.left <= 0) {
      return { granted: false, state, retryAfter: 7 };
    }
    this.left--;
    this.leases++;
    let open = true;
    return {
      granted: true,
      states: [state],
      release: () => {
        this.leases -= open ? 1 : 0;
        open = false;
      },
    };
  }

  async state() {
    return [];
  }

  async close() {}
}
