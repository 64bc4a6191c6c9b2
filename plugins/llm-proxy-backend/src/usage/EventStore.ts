import type {
  LlmAttempt,
  LlmAttemptPage,
  LlmAttemptQuery,
  LlmDenial,
  LlmDenialPage,
  LlmDenialQuery,
} from '@waymark/backstage-plugin-llm-proxy-common';
import { decodeCursor, pageOf } from '@waymark/backstage-plugin-waymark-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import { InvalidCursorError } from './errors';
import { type AttemptRow, type DenialRow, readAttempt } from './rows';
import { restrictSets, type Visible } from './visibility';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
const cursorSchema = z.tuple([z.number().int(), z.string()]);

/** Of `scope_set`. */
interface Refs {
  user_ref: string | null;
  service_ref: string | null;
  system_ref: string | null;
  team_ref: string | null;
}

/** As the database gives them: see `readAttempt`. */
type RawAttempt = Refs &
  Record<keyof AttemptRow, unknown> & { at: number; id: string };
type RawDenial = Refs & DenialRow;

/** Raw events, newest first. */
export class EventStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Attempts; `from` and `to` are the days that they count for. */
  async attempts(
    query: LlmAttemptQuery,
    visible: Visible,
  ): Promise<LlmAttemptPage> {
    const { scope, deployment, outcome, from, to } = query;
    const restrict = await restrictSets(this.#knex, { scope, visible });
    const page = await this.#page<RawAttempt>(
      'audit_attempt',
      query,
      builder => {
        restrict(builder);
        const equal = { deployment, outcome };
        for (const [column, value] of Object.entries(equal)) {
          if (value !== undefined) {
            builder.where(column, value);
          }
        }
        if (from !== undefined) {
          builder.where('day', '>=', from);
        }
        if (to !== undefined) {
          builder.where('day', '<=', to);
        }
      },
    );
    return { ...page, items: page.items.map(attemptOf) };
  }

  /** Denials; `user` restricts them to one person. */
  async denials(
    query: Omit<LlmDenialQuery, 'mine'> & { user?: string },
    visible: Visible,
  ): Promise<LlmDenialPage> {
    const { scope, user, stage, rule } = query;
    const restrict = await restrictSets(this.#knex, { scope, user, visible });
    const page = await this.#page<RawDenial>('audit_denial', query, builder => {
      restrict(builder);
      for (const [column, value] of Object.entries({ stage, rule })) {
        if (value !== undefined) {
          builder.where(column, value);
        }
      }
    });
    return { ...page, items: page.items.map(denialOf) };
  }

  async #page<T extends { at: number; id: string }>(
    table: string,
    query: { cursor?: string; limit?: number },
    restrict: (builder: Knex.QueryBuilder) => void,
  ): Promise<{ items: T[]; nextCursor: string | null }> {
    const limit = Math.min(query.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
    const rows = (await this.#knex
      .from(
        this.#knex(table)
          .modify(restrict)
          .modify(builder => {
            if (query.cursor !== undefined) {
              const key = decodeCursor(
                query.cursor,
                cursorSchema,
                () => new InvalidCursorError(),
              );
              builder.whereRaw('(at, id) < (?, ?)', key);
            }
            builder
              .orderBy([
                { column: 'at', order: 'desc' },
                { column: 'id', order: 'desc' },
              ])
              .limit(limit + 1);
          })
          .as('event'),
      )
      .join('scope_set', 'scope_set.id', 'event.set_id')
      .orderBy([
        { column: 'event.at', order: 'desc' },
        { column: 'event.id', order: 'desc' },
      ])
      .select(
        'scope_set.user_ref',
        'scope_set.service_ref',
        'scope_set.system_ref',
        'scope_set.team_ref',
        'event.*',
      )) as T[];
    return pageOf(rows, limit, row => [Number(row.at), row.id]);
  }
}

function attemptOf(raw: RawAttempt): LlmAttempt {
  const row = readAttempt({ ...raw });
  return {
    id: row.id,
    requestId: row.request_id,
    attempt: row.attempt,
    at: new Date(row.at).toISOString(),
    user: raw.user_ref,
    service: raw.service_ref,
    system: raw.system_ref,
    team: raw.team_ref,
    deployment: row.deployment,
    commit: row.commit_sha,
    operation: row.operation as LlmAttempt['operation'],
    alias: row.alias,
    provider: row.provider,
    model: row.model,
    priceVersion: row.price_version,
    policyDigest: row.policy_digest,
    inputTokens: row.input_tokens,
    cachedInputTokens: row.cached_input_tokens,
    outputTokens: row.output_tokens,
    estimated: row.estimated,
    outcome: row.outcome,
    amount: row.amount,
    status: row.status,
    end: row.ended,
    firstByteMs: row.first_byte_ms,
    durationMs: row.duration_ms,
    cache: row.cache,
    imported: row.imported,
  };
}

function denialOf(raw: RawDenial): LlmDenial {
  return {
    id: raw.id,
    requestId: raw.request_id,
    at: new Date(Number(raw.at)).toISOString(),
    user: raw.user_ref,
    service: raw.service_ref,
    team: raw.team_ref,
    alias: raw.alias,
    stage: raw.stage,
    status: Number(raw.status),
    code: raw.code,
    rule: raw.rule,
    reason: raw.reason,
    owner: raw.owner,
    imported: Boolean(raw.imported),
  };
}
