import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import { z } from 'zod';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MIB = 1024 * 1024;

const UNITS = [
  'years',
  'months',
  'weeks',
  'days',
  'hours',
  'minutes',
  'seconds',
  'milliseconds',
] as const;

/** A HumanDuration as milliseconds, within a range. */
function duration(fallback: number, min: number, max: number) {
  return z
    .partialRecord(z.enum(UNITS), z.number())
    .transform(value => durationToMilliseconds(value as HumanDuration))
    .pipe(z.number().int().min(min).max(max))
    .default(fallback);
}

function whole(fallback: number, min: number, max: number) {
  return z.number().int().min(min).max(max).default(fallback);
}

const listenSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535),
});

const limitsSchema = z.strictObject({
  body: whole(4 * MIB, 1024, 256 * MIB),
  multimodalBody: whole(32 * MIB, 1024, 256 * MIB),
  depth: whole(64, 4, 512),
  headTimeout: duration(10 * SECOND, 100, 5 * MINUTE),
  bodyTimeout: duration(30 * SECOND, 100, 10 * MINUTE),
  requestTimeout: duration(10 * MINUTE, SECOND, 2 * HOUR),
});

const issuerSchema = z.strictObject({
  issuer: z.url(),
  kind: z.enum(['github', 'gitlab', 'kubernetes', 'oidc']),
  audience: z.string().min(1),
  algorithms: z
    .array(z.enum(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA']))
    .min(1)
    .default(['RS256']),
  /** Found by discovery when left out. */
  jwksUrl: z.url().optional(),
  introspection: z
    .strictObject({
      url: z.url(),
      clientId: z.string().min(1),
      clientSecret: z.string().min(1),
    })
    .optional(),
  /** Claim with the entity ref; for kind `oidc` only. */
  entityClaim: z.string().min(1).default('sub'),
});

const credentialsSchema = z.strictObject({
  lifetime: duration(15 * MINUTE, MINUTE, 15 * MINUTE),
  signingKeyFile: z.string().optional(),
  development: z.boolean().default(false),
  issuers: z.array(issuerSchema).default([]),
});

const providerSchema = z.strictObject({
  kind: z.enum(['builtin', 'openai', 'anthropic']),
  baseUrl: z.url().optional(),
  apiKey: z.string().min(1).optional(),
  apiKeyFile: z.string().min(1).optional(),
  /** Plain http also to other hosts than loopback. */
  allowHttp: z.boolean().default(false),
  /** How the server wants chat to be capped; by its host when left out. */
  outputCap: z.enum(['max_tokens', 'max_completion_tokens']).optional(),
  connections: whole(64, 1, 4096),
  connectTimeout: duration(5 * SECOND, 50, MINUTE),
  firstByteTimeout: duration(2 * MINUTE, 100, HOUR),
  idleTimeout: duration(MINUTE, 100, HOUR),
  /** Statuses that this provider does not bill. */
  unbilledStatuses: z
    .array(z.number().int().min(400).max(599))
    .default([400, 401, 403, 404, 413, 422, 429]),
});

const rateSchema = z.strictObject({
  requestsPerMinute: z.number().int().min(1).optional(),
  tokensPerMinute: z.number().int().min(1).optional(),
  concurrency: z.number().int().min(1).optional(),
});

const quotaSchema = z.strictObject({
  store: z.enum(['memory', 'database', 'redis']).default('memory'),
  redis: z.strictObject({ url: z.string().min(1) }).optional(),
  commandTimeout: duration(250, 10, 30 * SECOND),
  holdFor: duration(15 * MINUTE, MINUTE, 24 * HOUR),
  clamp: z.boolean().default(false),
  /** First limits, in US dollars a month; later ones are set in the portal. */
  budgets: z
    .array(
      z.strictObject({
        scope: z.string().min(1),
        limit: z.number().min(0).max(9_000_000),
      }),
    )
    .default([]),
  rates: z
    .strictObject({
      user: rateSchema.default({}),
      service: rateSchema.default({}),
      team: rateSchema.default({}),
    })
    .prefault({}),
});

const policySchema = z.strictObject({
  /** For teams that are not listed. */
  default: z
    .strictObject({
      models: z.array(z.string()).default([]),
      regions: z.array(z.string()).optional(),
    })
    .prefault({}),
  teams: z
    .array(
      z.strictObject({
        group: z.string().min(1),
        models: z.array(z.string()),
        regions: z.array(z.string()).optional(),
        maxOutputTokens: z.number().int().min(1).optional(),
      }),
    )
    .default([]),
  /** Who can change this list. */
  owner: z.string().optional(),
});

const auditSchema = z.strictObject({
  mode: z.enum(['strict', 'bounded']).default('bounded'),
  directory: z.string().min(1).default('data/llm-audit'),
  flushInterval: duration(200, 1, 10 * SECOND),
  groupCommit: duration(2, 0, 5),
  encryptionKeyFile: z.string().optional(),
  maxBytes: whole(1024 * MIB, MIB, 1024 * 1024 * MIB),
  retention: duration(400 * DAY, DAY, 3_660 * DAY),
});

const schema = z.strictObject({
  publicUrl: z.url().optional(),
  listen: listenSchema.optional(),
  limits: limitsSchema.prefault({}),
  credentials: credentialsSchema.prefault({}),
  providers: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/), providerSchema)
    .default({}),
  quota: quotaSchema.prefault({}),
  policy: policySchema.prefault({}),
  audit: auditSchema.prefault({}),
  /** Who pays for the calls of other backend plugins. */
  plugins: z
    .array(
      z.strictObject({
        plugin: z.string().min(1),
        service: z.string().regex(/^component:[^/]+\/.+$/),
      }),
    )
    .default([]),
  /** Locations that declare models, and whose moves bind at once; a trailing * matches the rest. */
  trustedLocations: z.array(z.string()).default([]),
  resilience: z
    .strictObject({
      attempts: whole(3, 1, 10),
      breakerFailures: whole(5, 1, 100),
      breakerOpenFor: duration(10 * SECOND, 100, 10 * MINUTE),
      fallbackAnswer: z.boolean().default(false),
    })
    .prefault({}),
  cache: z
    .strictObject({
      entries: whole(1_000, 0, 1_000_000),
      bytes: whole(64 * MIB, 0, 4096 * MIB),
      ttl: duration(10 * MINUTE, SECOND, DAY),
    })
    .prefault({}),
});

/** What the proxy was told, validated and frozen. Times are milliseconds, sizes bytes. */
export type LlmProxyConfig = Readonly<z.output<typeof schema>> & {
  readonly publicUrl: string;
};

/** Reads `llmProxy`; throws with the key and what is wrong with it. */
export function readConfig(root: Config): LlmProxyConfig {
  const parsed = schema.safeParse(root.getOptional('llmProxy') ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `Invalid configuration ${['llmProxy', ...issue.path].join('.')}: ${
        issue.message
      }`,
    );
  }
  const config = parsed.data;
  for (const [id, provider] of Object.entries(config.providers)) {
    if (provider.kind !== 'builtin' && !provider.baseUrl) {
      throw new InputError(
        `Invalid configuration llmProxy.providers.${id}.baseUrl: a provider of kind ${provider.kind} needs one`,
      );
    }
  }
  if (config.quota.store === 'redis' && !config.quota.redis) {
    throw new InputError(
      'Invalid configuration llmProxy.quota.redis: the redis store needs a url',
    );
  }
  const publicUrl =
    config.publicUrl ?? `${root.getString('backend.baseUrl')}/api/llm-proxy`;
  return deepFreeze({ ...config, publicUrl: publicUrl.replace(/\/+$/, '') });
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) {
      deepFreeze(inner);
    }
  }
  return Object.freeze(value);
}
