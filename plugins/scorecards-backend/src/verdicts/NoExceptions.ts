import { digestOf } from '../canonical';
import type { SnapshotAt, SnapshotSource } from '../ports';

/** Seconds that a snapshot is good for. */
const VALID_FOR = 3_600;

/** Snapshots of a portal in which nobody may be excepted. */
export class NoExceptions implements SnapshotSource {
  readonly #publicUrl: string;

  constructor(options: { publicUrl: string }) {
    this.#publicUrl = options.publicUrl;
  }

  async snapshotFor(entityRef: string, at: number): Promise<SnapshotAt> {
    const issuedAt = Math.floor(at / 1_000);
    return {
      digest: digestOf([]),
      payload: {
        iss: this.#publicUrl,
        aud: 'waymark-gate',
        entityRef,
        sequence: 0,
        issuedAt,
        validUntil: issuedAt + VALID_FOR,
        items: [],
      },
    };
  }
}
