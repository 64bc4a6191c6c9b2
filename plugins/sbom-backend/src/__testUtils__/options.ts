import type { JsonObject } from '@backstage/types';

/** What a backend process of its own is made of; its only argument, as JSON. */
export interface ServedOptions {
  /** `backend.database` of the configuration. */
  database: JsonObject;
  /** `sbom` of the configuration. */
  sbom: JsonObject;
  /** Services of its catalog, named by {@link servedRef}. */
  services: number;
  /** A static token that may do everything. */
  token: string;
}

/** What such a process saw since it was last reset. Times are milliseconds. */
export interface ServedFigures {
  /** The longest time that the event loop was not free. */
  loopMax: number;
  loopP99: number;
  queries: number;
  /** Spent by queries of the plugin, from sent to answered. */
  queryTime: number;
  /** Rows of packages, versions, members or usage that were written. */
  componentWrites: number;
}

/** What its parent asks. */
export type ServedRequest = 'reset' | 'figures';

/** What it says. */
export type ServedMessage =
  | { type: 'listening'; port: number }
  | { type: 'reset' }
  | { type: 'figures'; figures: ServedFigures };

/** Ref of a service of its catalog. */
export function servedRef(index: number): string {
  return `component:default/service-${index}`;
}
