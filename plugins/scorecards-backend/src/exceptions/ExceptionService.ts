import type {
  ExceptionDecision,
  ExceptionImport,
  ExceptionRequest,
} from '@waymark/backstage-plugin-scorecards-common';
import type { PolicyService } from '@waymark/backstage-plugin-policy-node';
import type { PolicyRule } from '@waymark/policy-engine';
import { problem } from '../problems';
import type { Announcer } from './Announcer';
import type { Approvers } from './Approvers';
import type { ExceptionsConfig } from './config';
import type { EntityExceptions, ExceptionStore } from './ExceptionStore';
import { imported } from './imports';
import { current, decide, note, Refusal } from './machine';
import type { OpenFindings } from './OpenFindings';
import { requested } from './requests';
import { longestTerm } from './terms';
import type { ExceptionRecord } from './types';

const DAY = 86_400_000;
/** Days before its end that an exception is spoken of. */
const NOTICE_DAYS = [1, 7, 14];

export interface ExceptionServiceOptions {
  readonly announcer: Announcer;
  readonly approvers: Approvers;
  readonly config: ExceptionsConfig;
  readonly findings: OpenFindings;
  readonly now: () => number;
  /** Called when something about the exceptions in force has changed. */
  readonly onChange: (entityRef: string) => Promise<void>;
  readonly policies: PolicyService;
  readonly store: ExceptionStore;
}

/** Takes exceptions from request to end. */
export class ExceptionService {
  readonly #options: ExceptionServiceOptions;

  constructor(options: ExceptionServiceOptions) {
    this.#options = options;
  }

  /** Asks for an exception on behalf of `by`. */
  async request(
    request: ExceptionRequest,
    by: string,
  ): Promise<ExceptionRecord> {
    const { announcer, approvers, config, findings, now } = this.#options;
    const rule = this.#rule(request.rule);
    const { entityRef } = request;
    const finding = await findings.find(
      entityRef,
      request.rule,
      request.finding,
    );
    const record = await this.#change(entityRef, ({ records }) =>
      requested(request, {
        now: now(),
        by,
        finding,
        rule,
        approverGroup: rule ? approvers.groupFor(rule) : '',
        cap: longestTerm(
          config.terms,
          request.rule,
          finding?.severity ?? 'critical',
        ),
        others: records.filter(other => sameFinding(other, request)),
      }),
    );
    await announcer.notify(
      record,
      [record.approverGroup],
      'An exception waits for your decision',
    );
    return record;
  }

  /** Decides an exception as `by`. */
  async decide(
    id: string,
    decision: ExceptionDecision,
    by: string,
  ): Promise<ExceptionRecord> {
    const { announcer, approvers, config, now } = this.#options;
    const { approverGroup, entityRef } = await this.require(id);
    const groups = await approvers.groupsOf(by, [approverGroup]);
    const decided = await this.#change(entityRef, ({ records }) => {
      const record = records.find(other => other.id === id)!;
      return decide(record, decision, {
        now: now(),
        by,
        isApprover: groups.has(approverGroup),
        cap: longestTerm(config.terms, record.rule, record.severity),
        others: records.filter(
          other => other.id !== id && sameFinding(other, record),
        ),
      });
    });
    await announcer.notify(
      decided,
      [decided.requestedBy],
      `Your exception: ${decided.history.at(-1)!.what}`,
    );
    return decided;
  }

  /** Brings an exception of the past in; a repeat changes nothing. */
  async import(past: ExceptionImport): Promise<ExceptionRecord> {
    const rule = this.#rule(past.rule);
    if (!rule) {
      throw problem(
        404,
        'scorecards.rule_not_found',
        `The policy in force has no rule ${past.rule}.`,
      );
    }
    const { approvers } = this.#options;
    const record = imported(past, rule, approvers.groupFor(rule));
    const known = await this.#options.store.byId(record.id);
    return known ?? this.#change(past.entityRef, () => record);
  }

  /** Throws 404 for an exception that is not there. */
  async require(id: string): Promise<ExceptionRecord> {
    const record = await this.#options.store.byId(id);
    if (!record) {
      throw noException();
    }
    return record;
  }

  /** Ends what has run out, and speaks of what will. */
  async tick(signal: AbortSignal): Promise<void> {
    const { now, store } = this.#options;
    const soon = Math.max(...NOTICE_DAYS) * DAY;
    for (const record of await store.ending(now() + soon)) {
      if (signal.aborted) {
        return;
      }
      if (record.expires <= now()) {
        await this.#expire(record);
      } else if (record.state === 'approved') {
        await this.#remind(record);
      }
    }
  }

  async #expire({ entityRef, id }: ExceptionRecord): Promise<void> {
    const { announcer, now, onChange, store } = this.#options;
    const ended = await store.change(entityRef, ({ records }) => {
      const known = records.find(other => other.id === id)!;
      const standing = current(known, now());
      return standing === known ? undefined : standing;
    });
    if (ended) {
      await announcer.changed(ended, ended.history.length - 1);
      await onChange(entityRef);
    }
  }

  async #remind(record: ExceptionRecord): Promise<void> {
    const { announcer, now, store } = this.#options;
    const left = record.expires - now();
    const days = NOTICE_DAYS.find(item => left <= item * DAY);
    const term = record.expires - (record.approvedAt ?? record.requestedAt);
    const line = `${days} d`;
    const told = ({ history }: ExceptionRecord) =>
      history.some(
        ({ reason, what }) => what === 'notified' && reason === line,
      );
    // One that never lasted so long needs no such reminder.
    if (days === undefined || term <= days * DAY || told(record)) {
      return;
    }
    const sent = await announcer.notify(
      record,
      [record.requestedBy, record.approverGroup],
      `An exception ends within ${days === 1 ? 'a day' : `${days} days`}`,
    );
    if (sent) {
      await store.change(record.entityRef, ({ records }) => {
        const known = records.find(({ id }) => id === record.id)!;
        return told(known)
          ? undefined
          : note(known, now(), 'notified', null, line);
      });
    }
  }

  /** One step, told to all whom it concerns. */
  async #change(
    entityRef: string,
    step: (known: EntityExceptions) => ExceptionRecord,
  ): Promise<ExceptionRecord> {
    const { announcer, onChange, store } = this.#options;
    let before = 0;
    try {
      const record = await store.change(entityRef, known => {
        const made = step(known);
        before =
          known.records.find(({ id }) => id === made.id)?.history.length ?? 0;
        return made;
      });
      await announcer.changed(record!, before);
      await onChange(entityRef);
      return record!;
    } catch (error) {
      throw error instanceof Refusal ? asProblem(error) : error;
    }
  }

  #rule(id: string): PolicyRule | undefined {
    return this.#options.policies
      .current()
      .bundle.manifest.rules.find(
        rule => rule.id === id && rule.domain === 'golden_path',
      );
  }
}

/** For an exception that is not there, or that the caller may not see. */
export function noException(): Error {
  return problem(404, 'exceptions.not_found', 'There is no such exception.');
}

function sameFinding(
  other: ExceptionRecord,
  { finding, rule }: { finding: string; rule: string },
): boolean {
  return other.rule === rule && other.finding === finding;
}

function asProblem({ code, message }: Refusal): Error {
  switch (code) {
    case 'exceptions.own_request':
    case 'exceptions.not_approver':
      return problem(403, code, message);
    case 'exceptions.wrong_state':
      return problem(409, code, message);
    default:
      return problem(422, code, message);
  }
}
