import { z } from 'zod';
import { stageSchema } from './result';

/** @public */
export const exceptionStateSchema = z.enum([
  'requested',
  'approved',
  'rejected',
  'revoked',
  'expired',
]);

/** @public */
export type ExceptionState = z.infer<typeof exceptionStateSchema>;

/** Body of `POST /v1/exceptions`. @public */
export const exceptionRequestSchema = z.strictObject({
  rule: z.string().min(1).max(32),
  entityRef: z.string().min(1).max(512),
  /** The finding's stable key, exactly. */
  finding: z.string().min(1).max(2_000),
  stages: z.array(stageSchema).min(1),
  reason: z.string().trim().min(10).max(4_000),
  ticket: z.string().trim().max(500).nullable(),
  compensatingControl: z.string().trim().min(1).max(4_000),
  notBefore: z.iso.datetime().nullable(),
  /** Required; an instant in UTC. */
  expires: z.iso.datetime(),
  /** Takes effect at once for at most 4 h by one approver, and is reviewed. */
  breakGlass: z.boolean().default(false),
  /** The exception that it renews. */
  renews: z.string().nullable().default(null),
});

/** @public */
export type ExceptionRequest = z.input<typeof exceptionRequestSchema>;

/** Body of `POST /v1/exceptions/{id}/decision`. @public */
export const exceptionDecisionSchema = z.strictObject({
  decision: z.enum(['approve', 'reject', 'revoke', 'review']),
  reason: z.string().trim().min(3).max(4_000),
  /** Approve for less time than asked. */
  expires: z.iso.datetime().optional(),
});

/** @public */
export type ExceptionDecision = z.infer<typeof exceptionDecisionSchema>;

/** What happened to an exception, and when. */
const historyLineSchema = z.object({
  at: z.iso.datetime(),
  what: z.enum([
    'requested',
    'approval',
    'approved',
    'rejected',
    'revoked',
    'expired',
    'reviewed',
    'notified',
  ]),
  by: z.string().nullable(),
  reason: z.string().nullable(),
});

/** @public */
export const exceptionSchema = z.object({
  id: z.string(),
  rule: z.string(),
  entityRef: z.string(),
  finding: z.string(),
  stages: z.array(stageSchema),
  reason: z.string(),
  ticket: z.string().nullable(),
  compensatingControl: z.string(),
  requestedBy: z.string(),
  requestedAt: z.string(),
  approverGroup: z.string(),
  approvalsNeeded: z.number().int(),
  approvals: z.array(
    z.object({
      by: z.string(),
      group: z.string(),
      at: z.string(),
      reason: z.string(),
    }),
  ),
  notBefore: z.string(),
  expires: z.string(),
  state: exceptionStateSchema,
  breakGlass: z.boolean(),
  /** Break-glass exceptions stay here until somebody has reviewed them. */
  reviewDue: z.boolean(),
  renews: z.string().nullable(),
  /** Whether the newest verdict still has its finding. */
  findingOpen: z.boolean(),
  imported: z.boolean(),
  /** What the caller may do now. */
  may: z.array(z.enum(['approve', 'reject', 'revoke', 'review', 'renew'])),
  history: z.array(historyLineSchema),
});

/** @public */
export type PolicyException = z.infer<typeof exceptionSchema>;

/**
 * Body of `POST /v1/exceptions/import`: an exception of the past with the
 * times of its own, marked as imported for ever. Needs the import permission.
 *
 * @public
 */
export const exceptionImportSchema = exceptionRequestSchema
  .extend({
    requestedBy: z.string().min(1).max(512),
    state: exceptionStateSchema,
    reviewDue: z.boolean().default(false),
    approvals: z
      .array(
        z.strictObject({
          by: z.string().min(1).max(512),
          at: z.iso.datetime(),
          reason: z.string().max(4_000),
        }),
      )
      .max(10),
    /** Oldest first; begins with the request. */
    history: z.array(historyLineSchema).min(1).max(100),
  })
  .refine(
    ({ approvals, requestedBy }) =>
      approvals.every(({ by }) => by !== requestedBy),
    'Nobody approves a request of their own.',
  )
  .refine(
    ({ history, state }) =>
      history[0].what === 'requested' &&
      history.some(({ what }) => what === state),
    'The history begins with the request and tells of the state.',
  )
  .refine(
    ({ approvals, history }) =>
      approvals.length > 0 || history.every(({ what }) => what !== 'approved'),
    'What was approved names who approved it.',
  );

/** @public */
export type ExceptionImport = z.output<typeof exceptionImportSchema>;

/** @public */
export const exceptionPageSchema = z.object({
  items: z.array(exceptionSchema),
  nextCursor: z.string().nullable(),
  counts: z.object({
    waitingForYou: z.number().int(),
    open: z.number().int(),
    services: z.number().int(),
    expiring: z.number().int(),
    expiredUnresolved: z.number().int(),
  }),
});

/** @public */
export type ExceptionPage = z.infer<typeof exceptionPageSchema>;

/**
 * Payload of the snapshot that CI fetches, a compact JWS with
 * `typ: waymark-exceptions+jwt`. Times in epoch seconds; what the rules read
 * as `platform.exceptions`, with `signed` set by who has verified it.
 *
 * @public
 */
export const exceptionSnapshotSchema = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  entityRef: z.string(),
  sequence: z.number().int().nonnegative(),
  issuedAt: z.number().int(),
  validUntil: z.number().int(),
  items: z.array(
    z.strictObject({
      id: z.string(),
      rule: z.string(),
      finding: z.string(),
      entityRef: z.string(),
      requestedBy: z.string(),
      state: z.literal('approved'),
      notBefore: z.number().int(),
      expires: z.number().int(),
      stages: z.array(stageSchema),
      approvals: z.array(z.strictObject({ by: z.string(), group: z.string() })),
    }),
  ),
});

/** @public */
export type ExceptionSnapshot = z.infer<typeof exceptionSnapshotSchema>;

/**
 * `typ` and audience of a snapshot: no other token of the portal passes for one.
 *
 * @public
 */
export const exceptionSnapshotToken = {
  typ: 'waymark-exceptions+jwt',
  audience: 'waymark-gate',
  /** Seconds from `issuedAt` to `validUntil`, at most. */
  maxLifetime: 3_600,
} as const;
