import {
  type ExceptionSnapshot,
  exceptionSnapshotToken,
} from '@waymark/backstage-plugin-scorecards-common';
import { digestOf } from '../canonical';
import type { SnapshotAt, SnapshotSource, StatementSigner } from '../ports';
import type { ExceptionStore } from './ExceptionStore';
import type { ExceptionRecord } from './types';

/** What the rules and the pipelines see of exceptions. */
export class Snapshots implements SnapshotSource {
  readonly #issuer: string;
  readonly #signer: StatementSigner;
  readonly #store: ExceptionStore;

  constructor(options: {
    issuer: string;
    signer: StatementSigner;
    store: ExceptionStore;
  }) {
    this.#issuer = options.issuer;
    this.#signer = options.signer;
    this.#store = options.store;
  }

  /** @param at - UTC ms; what was decided later is left out */
  async snapshotFor(entityRef: string, at: number): Promise<SnapshotAt> {
    const { records, sequence } = await this.#store.ofEntity(entityRef);
    const items = records
      .filter(record => countsAt(record, at))
      .map(itemOf)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const issuedAt = Math.floor(at / 1_000);
    return {
      digest: digestOf(items),
      payload: {
        iss: this.#issuer,
        aud: exceptionSnapshotToken.audience,
        entityRef,
        sequence,
        issuedAt,
        validUntil: issuedAt + exceptionSnapshotToken.maxLifetime,
        items,
      },
    };
  }

  /** The snapshot as pipelines fetch it: a compact JWS. */
  async signed(entityRef: string, at: number): Promise<string> {
    const { payload } = await this.snapshotFor(entityRef, at);
    return this.#signer.sign(payload, exceptionSnapshotToken.typ);
  }
}

function countsAt(record: ExceptionRecord, at: number): boolean {
  return (
    record.approvedAt !== null &&
    record.approvedAt <= at &&
    at < record.expires &&
    (record.endedAt === null || at < record.endedAt)
  );
}

/** An end within a second is the end of the second before: never longer. */
function itemOf(record: ExceptionRecord): ExceptionSnapshot['items'][number] {
  return {
    id: record.id,
    rule: record.rule,
    finding: record.finding,
    entityRef: record.entityRef,
    requestedBy: record.requestedBy,
    state: 'approved',
    notBefore: Math.floor(record.notBefore / 1_000),
    expires: Math.floor(record.expires / 1_000),
    stages: [...record.stages],
    approvals: record.approvals.map(({ by, group }) => ({ by, group })),
  };
}
