import type {
  ExceptionPage,
  ExceptionState,
  PolicyException,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  type Caller,
  decodeCursor,
  pageOf,
  principalOf,
  type ServiceSnapshot,
} from '@waymark/backstage-plugin-waymark-node';
import { z } from 'zod';
import { normaliseEntityRef } from '../intake/EntityReader';
import { invalidCursor } from '../problems';
import type { Access } from '../routes/Access';
import type { Approvers } from './Approvers';
import { noException } from './ExceptionService';
import type { ExceptionStore } from './ExceptionStore';
import { current, mayOf } from './machine';
import { findingKey, type OpenFindings } from './OpenFindings';
import type { ExceptionRecord } from './types';
import { toWire } from './wire';

const EXPIRING_MS = 14 * 86_400_000;
const cursorSchema = z.tuple([z.number(), z.string()]);

/** What a list of exceptions is narrowed down by. */
export interface ExceptionQuery {
  entityRef?: string;
  owner?: string;
  system?: string;
  rule?: string;
  state?: ExceptionState;
  mine?: boolean;
  cursor?: string;
  limit: number;
}

/** An exception with what depends on who looks at it, and when. */
interface Seen {
  readonly record: ExceptionRecord;
  readonly findingOpen: boolean;
  readonly may: PolicyException['may'];
}

/** Answers what exceptions there are, as far as a caller may see them. */
export class ExceptionReader {
  readonly #options: {
    access: Access;
    approvers: Approvers;
    findings: OpenFindings;
    now: () => number;
    services: ServiceSnapshot;
    store: ExceptionStore;
  };

  constructor(options: {
    access: Access;
    approvers: Approvers;
    findings: OpenFindings;
    now: () => number;
    services: ServiceSnapshot;
    store: ExceptionStore;
  }) {
    this.#options = options;
  }

  /** Newest first; the counts are of everything but `state` and `mine`. */
  async page(query: ExceptionQuery, caller: Caller): Promise<ExceptionPage> {
    const all = await this.#see(await this.#matching(query), caller);
    const after = query.cursor
      ? decodeCursor(query.cursor, cursorSchema, invalidCursor)
      : undefined;
    const rest = all.filter(
      item =>
        (!query.state || item.record.state === query.state) &&
        (!query.mine || waits(item)) &&
        (!after || isAfter(item.record, after)),
    );
    const { items, nextCursor } = pageOf(
      rest.slice(0, query.limit + 1),
      query.limit,
      ({ record }) => [record.requestedAt, record.id],
    );
    return { items: items.map(toWire), nextCursor, counts: this.#counts(all) };
  }

  /** One exception; 404 unless the caller may see its entity. */
  async one(record: ExceptionRecord, caller: Caller): Promise<PolicyException> {
    const [seen] = await this.#see([record], caller);
    if (!seen) {
      throw noException();
    }
    return toWire(seen);
  }

  async #matching(query: ExceptionQuery): Promise<ExceptionRecord[]> {
    const { services, store } = this.#options;
    const entityRef = query.entityRef && normaliseEntityRef(query.entityRef);
    const found = await store.all({ entityRef, rule: query.rule });
    if (!query.owner && !query.system) {
      return found;
    }
    const known = await services.get();
    const owners = refsOf(query.owner, 'group');
    const systems = refsOf(query.system, 'system');
    return found.filter(record => {
      const service = known.get(record.entityRef);
      return (
        (!owners || owners.has(service?.owner ?? '')) &&
        (!systems || systems.has(service?.system ?? ''))
      );
    });
  }

  async #see(
    records: readonly ExceptionRecord[],
    caller: Caller,
  ): Promise<Seen[]> {
    const { access, approvers, findings, now } = this.#options;
    const by = principalOf(caller);
    const refs = new Set(records.map(({ entityRef }) => entityRef));
    const visible = await access.visible(refs, caller);
    const seen = records.filter(({ entityRef }) => visible.has(entityRef));
    const [groups, open] = await Promise.all([
      approvers.groupsOf(
        by,
        seen.map(({ approverGroup }) => approverGroup),
      ),
      findings.of(seen.map(({ entityRef }) => entityRef)),
    ]);
    return seen.map(stored => {
      const record = current(stored, now());
      const isApprover = groups.has(record.approverGroup);
      const { entityRef, finding, rule } = record;
      return {
        record,
        findingOpen: open.has(findingKey(entityRef, rule, finding)),
        may: mayOf(record, { now: now(), by, isApprover }),
      };
    });
  }

  #counts(all: readonly Seen[]): ExceptionPage['counts'] {
    const soon = this.#options.now() + EXPIRING_MS;
    const open = all.filter(({ record }) => record.state === 'approved');
    return {
      waitingForYou: all.filter(waits).length,
      open: open.length,
      services: new Set(open.map(({ record }) => record.entityRef)).size,
      expiring: open.filter(({ record }) => record.expires <= soon).length,
      expiredUnresolved: all.filter(
        ({ findingOpen, record }) => record.state === 'expired' && findingOpen,
      ).length,
    };
  }
}

function waits({ may }: Seen): boolean {
  return may.includes('approve') || may.includes('review');
}

function isAfter(record: ExceptionRecord, [at, id]: [number, string]): boolean {
  return (
    record.requestedAt < at || (record.requestedAt === at && record.id < id)
  );
}

function refsOf(filter: string | undefined, kind: string) {
  return (
    filter &&
    new Set(
      filter
        .split('|')
        .filter(Boolean)
        .map(text => normaliseEntityRef(text, kind)),
    )
  );
}
