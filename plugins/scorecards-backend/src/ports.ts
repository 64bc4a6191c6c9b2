import type { ExceptionSnapshot } from '@waymark/backstage-plugin-scorecards-common';
import type { JWK } from 'jose';

/** What signs for the portal. */
export interface StatementSigner {
  /** A compact JWS of the payload, with that `typ`. */
  sign(payload: object, typ: string): Promise<string>;
  jwks(): { keys: JWK[] } | Promise<{ keys: JWK[] }>;
}

/** An entity's exceptions as they stood at one time. */
export interface SnapshotAt {
  /** As rules read it, without `signed`. */
  readonly payload: ExceptionSnapshot;
  /** Of the canonical items: alike while nothing about them changes. */
  readonly digest: string;
}

/** Where the exceptions of an entity come from. */
export interface SnapshotSource {
  /** @param at - UTC ms */
  snapshotFor(entityRef: string, at: number): Promise<SnapshotAt>;
}
