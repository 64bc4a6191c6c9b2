import { z } from 'zod';
import { ruleResultSchema, stageSchema } from './result';

/** The state of a check: a rule for an entity. @public */
export const checkStateSchema = z.enum([
  'pass',
  'fail',
  'exempt',
  'not_applicable',
  'unknown',
  'error',
]);

/** @public */
export type CheckState = z.infer<typeof checkStateSchema>;

const finding = ruleResultSchema.shape.findings.element;

/** A rule for one entity, as it stands. @public */
export const checkSchema = z.object({
  rule: z.string(),
  title: z.string(),
  category: z.string(),
  /** Level that asks for it; null where none does. */
  level: z.string().nullable(),
  state: checkStateSchema,
  /** ISO 8601. */
  since: z.string(),
  /** Least deadline of its findings, ISO 8601. */
  due: z.string().nullable(),
  /** End of the exception that lasts longest, ISO 8601. */
  exemptUntil: z.string().nullable(),
  /** Unknown since less than the grace: holds the level, stops a rise. */
  inGrace: z.boolean(),
  evaluatedAt: z.string(),
  commit: z.string().nullable(),
  verdictId: z.string().nullable(),
  findings: z.array(finding),
});

/** @public */
export type Check = z.infer<typeof checkSchema>;

/** @public */
export const levelProgressSchema = z.object({
  id: z.string(),
  title: z.string(),
  passed: z.number().int(),
  total: z.number().int(),
  reached: z.boolean(),
  reachedAt: z.string().nullable(),
  /** Rules that still stand between the entity and this level. */
  asks: z.array(z.string()),
});

/** Why a check changed. @public */
export const changeCauseSchema = z.enum([
  'fact',
  'policy',
  'exception',
  'scope',
  'staleness',
]);

/** One change of a check's state. @public */
export const changeSchema = z.object({
  entityRef: z.string(),
  rule: z.string(),
  at: z.string(),
  from: checkStateSchema.nullable(),
  to: checkStateSchema,
  cause: changeCauseSchema,
  commit: z.string().nullable(),
  verdictId: z.string().nullable(),
  imported: z.boolean(),
});

/** @public */
export type CheckChange = z.infer<typeof changeSchema>;

/** Answer of `GET /v1/entities/{kind}/{namespace}/{name}/scorecard`. @public */
export const scorecardSchema = z.object({
  entityRef: z.string(),
  /** `none` before the first evidence. */
  state: z.enum(['none', 'fresh', 'stale']),
  level: z.string().nullable(),
  levelWithoutExceptions: z.string().nullable(),
  nextLevel: z.string().nullable(),
  levels: z.array(levelProgressSchema),
  counts: z.record(checkStateSchema, z.number().int()),
  checks: z.array(checkSchema),
  evaluatedAt: z.string().nullable(),
  commit: z.string().nullable(),
  bundleDigest: z.string(),
  lastChange: changeSchema.nullable(),
});

/** @public */
export type Scorecard = z.infer<typeof scorecardSchema>;

/** @public */
export const changePageSchema = z.object({
  items: z.array(changeSchema),
  nextCursor: z.string().nullable(),
});

/** @public */
export type ChangePage = z.infer<typeof changePageSchema>;

/** What a card or a row needs. @public */
export const scorecardSummarySchema = z.object({
  entityRef: z.string(),
  state: z.enum(['none', 'fresh', 'stale']),
  level: z.string().nullable(),
  levelWithoutExceptions: z.string().nullable(),
  nextLevel: z.string().nullable(),
  /** Rules that stand before the next level. */
  blocks: z.array(z.string()),
  counts: z.record(checkStateSchema, z.number().int()),
  evaluatedAt: z.string().nullable(),
  lastChange: changeSchema.nullable(),
});

/** @public */
export type ScorecardSummary = z.infer<typeof scorecardSummarySchema>;

/** @public */
export const summariesRequestSchema = z.object({
  entityRefs: z.array(z.string().min(1).max(512)).max(500),
});

/** @public */
export const summariesResponseSchema = z.object({
  /** In the order asked for; null where the caller may not see the entity. */
  items: z.array(scorecardSummarySchema.nullable()),
});

/** @public */
export type ScorecardSummaries = z.infer<typeof summariesResponseSchema>;

/** A rule over the fleet that the caller may see. @public */
export const ruleOverviewSchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  category: z.string(),
  level: z.string().nullable(),
  owner: z.string(),
  rationale: z.string(),
  remediation: z.string(),
  stages: z.array(stageSchema),
  waivable: z.boolean(),
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  /** ISO 8601; warns before, denies after. */
  effective: z.string(),
  counts: z.record(checkStateSchema, z.number().int()),
  /** Services for which this is the only check before the next level. */
  alone: z.number().int(),
  /** Exempt on more than 20 % of its scope. */
  suspect: z.boolean(),
  /** Failing services at the end of each of the last 12 weeks, oldest first. */
  failing: z.array(z.number().int()),
});

/** @public */
export type RuleOverview = z.infer<typeof ruleOverviewSchema>;

/** Answer of `GET /v1/rules/{id}`. @public */
export const ruleDetailSchema = ruleOverviewSchema.extend({
  /** The Rego as CI runs it. */
  source: z.string(),
  bundleDigest: z.string(),
});

/** @public */
export type RuleDetail = z.infer<typeof ruleDetailSchema>;

/** Answer of `GET /v1/overview?owner=&system=&lifecycle=`. @public */
export const overviewSchema = z.object({
  countedAt: z.string(),
  services: z.number().int(),
  levels: z.array(z.object({ id: z.string(), title: z.string() })),
  categories: z.array(z.string()),
  /** Twelve weeks and the running one, oldest first. */
  weeks: z.array(
    z.object({
      from: z.string(),
      running: z.boolean(),
      /** By level; `none` for services without one. */
      counts: z.record(z.string(), z.number().int()),
      marks: z.array(z.string()),
    }),
  ),
  owners: z.array(
    z.object({
      owner: z.string(),
      services: z.number().int(),
      levels: z.record(z.string(), z.number().int()),
      /** Share of applicable checks that pass, 0 to 1; null without any. */
      pass: z.number().nullable(),
      categories: z.record(z.string(), z.number().nullable()),
    }),
  ),
  rules: z.array(ruleOverviewSchema),
});

/** @public */
export type ScorecardsOverview = z.infer<typeof overviewSchema>;

/** Answer of `GET /v1/services`. @public */
export const servicePageSchema = z.object({
  items: z.array(
    scorecardSummarySchema.extend({
      owner: z.string().nullable(),
      system: z.string().nullable(),
      lifecycle: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

/** @public */
export type ScorecardServicePage = z.infer<typeof servicePageSchema>;

/** Days of one check, newest last; for the strip of states. @public */
export const checkHistorySchema = z.object({
  from: z.string(),
  to: z.string(),
  /** State from `at` on, until the next item. */
  items: z.array(z.object({ at: z.string(), state: checkStateSchema })),
  marks: z.array(z.object({ at: z.string(), text: z.string() })),
});

/** @public */
export type CheckHistory = z.infer<typeof checkHistorySchema>;
