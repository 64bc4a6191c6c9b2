import type {
  Check,
  CheckHistory,
  Policy,
  RuleDetail,
  RuleOverview,
  Scorecard,
  ScorecardServicePage,
  ScorecardsOverview,
} from '@waymark/backstage-plugin-scorecards-common';

export const CHECKOUT = 'component:default/checkout';

const at = '2026-11-20T08:00:00.000Z';

const failing: Check = {
  rule: 'GP020',
  title: 'image.digest',
  category: 'Images',
  level: 'gold',
  state: 'fail',
  since: at,
  due: '2026-12-05T00:00:00.000Z',
  exemptUntil: null,
  inGrace: false,
  evaluatedAt: at,
  commit: '8d41e07aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  verdictId: 'v1',
  findings: [
    {
      rule: 'GP020',
      msg: 'node:24 is not named by a digest',
      severity: 'high',
      finding: 'Dockerfile|node:24',
      entity: CHECKOUT,
      file: 'Dockerfile',
      line: 3,
      remediation: 'Write the digest behind the tag.',
      docs: 'docs/golden-path/rules/GP020',
      waivable: true,
      deadline: null,
      cause: null,
      exception: null,
      level: 'deny',
    },
  ],
};

const passing: Check = {
  ...failing,
  rule: 'GP001',
  title: 'sbom.present',
  category: 'Supply chain',
  level: 'bronze',
  state: 'pass',
  due: null,
  findings: [],
};

export const scorecard: Scorecard = {
  entityRef: CHECKOUT,
  state: 'fresh',
  level: 'silver',
  levelWithoutExceptions: 'bronze',
  nextLevel: 'gold',
  levels: [
    {
      id: 'bronze',
      title: 'Bronze',
      passed: 6,
      total: 6,
      reached: true,
      reachedAt: at,
      asks: [],
    },
    {
      id: 'silver',
      title: 'Silver',
      passed: 9,
      total: 9,
      reached: true,
      reachedAt: at,
      asks: [],
    },
    {
      id: 'gold',
      title: 'Gold',
      passed: 5,
      total: 6,
      reached: false,
      reachedAt: null,
      asks: ['GP020'],
    },
  ],
  counts: {
    pass: 18,
    fail: 1,
    exempt: 1,
    not_applicable: 1,
    unknown: 0,
    error: 0,
  },
  checks: [passing, failing],
  evaluatedAt: at,
  commit: failing.commit,
  bundleDigest: `sha256:${'a'.repeat(64)}`,
  lastChange: {
    entityRef: CHECKOUT,
    rule: 'GP020',
    at,
    from: 'pass',
    to: 'fail',
    cause: 'fact',
    commit: failing.commit,
    verdictId: 'v1',
    imported: false,
  },
};

const overviewOf: RuleOverview = {
  id: 'GP020',
  title: 'image.digest',
  description: 'Each image is named by its digest.',
  category: 'Images',
  level: 'gold',
  owner: 'group:default/platform',
  rationale: 'A tag can be moved.',
  remediation: 'Write the digest behind the tag.',
  stages: ['pull_request', 'main', 'deploy'],
  waivable: true,
  severity: 'high',
  effective: '2026-01-01T00:00:00.000Z',
  counts: {
    pass: 5,
    fail: 3,
    exempt: 2,
    not_applicable: 0,
    unknown: 0,
    error: 0,
  },
  alone: 1,
  suspect: true,
  failing: [5, 4, 3],
};

export const rule: RuleDetail = {
  ...overviewOf,
  source: 'package golden_path.rules.gp020',
  bundleDigest: scorecard.bundleDigest,
};

export const history: CheckHistory = {
  from: '2026-08-22T00:00:00.000Z',
  to: '2026-11-20T00:00:00.000Z',
  items: [
    { at: '2026-08-22T00:00:00.000Z', state: 'pass' },
    { at: '2026-11-18T00:00:00.000Z', state: 'fail' },
  ],
  marks: [],
};

export const overview: ScorecardsOverview = {
  countedAt: at,
  services: 10,
  levels: scorecard.levels.map(({ id, title }) => ({ id, title })),
  categories: ['Supply chain', 'Images'],
  weeks: [
    {
      from: '2026-11-09T00:00:00.000Z',
      running: false,
      counts: { none: 3, bronze: 4, silver: 2, gold: 1 },
      marks: [],
    },
    {
      from: '2026-11-16T00:00:00.000Z',
      running: true,
      counts: { none: 2, bronze: 4, silver: 3, gold: 1 },
      marks: [],
    },
  ],
  owners: [
    {
      owner: 'group:default/team-payments',
      services: 4,
      levels: { none: 1, bronze: 1, silver: 1, gold: 1 },
      pass: 0.805,
      categories: { 'Supply chain': 1, Images: null },
    },
  ],
  rules: [overviewOf],
};

export const services: ScorecardServicePage = {
  items: [
    {
      entityRef: CHECKOUT,
      state: 'fresh',
      level: 'silver',
      levelWithoutExceptions: 'bronze',
      nextLevel: 'gold',
      blocks: ['GP020'],
      counts: scorecard.counts,
      evaluatedAt: at,
      lastChange: scorecard.lastChange,
      owner: 'group:default/team-payments',
      system: 'system:default/payments',
      lifecycle: 'production',
    },
  ],
  nextCursor: null,
  total: 1,
};

export const policy: Policy = {
  digest: scorecard.bundleDigest,
  bundleDigest: scorecard.bundleDigest,
  parametersDigest: scorecard.bundleDigest,
  engine: 'embedded',
  levels: overview.levels.map(level => ({ ...level, rules: [] })),
  rules: ['GP020'],
};
