import { z } from 'zod';

const text = z.string().max(2_000);
const seconds = z.number().int().nonnegative();
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const line = z.number().int().positive().nullable();
const origin = z.enum(['ci', 'portal', 'attested']);

/** A section is there in full, or says why it is not. */
function section<T extends z.ZodRawShape>(shape: T) {
  return z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('ok'), origin, ...shape }),
    z.strictObject({ status: z.literal('absent'), origin }),
    z.strictObject({ status: z.literal('failed'), origin }),
    z.strictObject({ status: z.literal('not_connected'), origin }),
  ]);
}

function list<T extends z.ZodRawShape>(shape: T) {
  return section({ items: z.array(z.strictObject(shape)) });
}

const tool = z.strictObject({ name: text, version: text });

const sbom = section({
  format: z.enum(['cyclonedx', 'spdx']),
  encoding: z.enum(['json', 'xml']),
  specVersion: text,
  schemaValid: z.boolean(),
  serialNumber: text.nullable(),
  timestamp: seconds.nullable(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  tool: tool.nullable(),
  counts: z.strictObject({ components: seconds, dependencies: seconds }),
  root: z
    .strictObject({
      name: text,
      purl: text.nullable(),
      isSubject: z.boolean(),
    })
    .nullable(),
  danglingEdges: z.array(text),
  subject: z.strictObject({
    commit: text.nullable(),
    digest: digest.nullable(),
  }),
});

const components = list({
  name: text,
  version: text.nullable(),
  purl: text.nullable(),
  package: text.nullable(),
  type: text,
  licences: z.array(z.array(text)),
  scope: z.enum(['required', 'optional', 'excluded']),
  direct: z.boolean(),
});

const vulnerabilities = list({
  id: text,
  aliases: z.array(text),
  purl: text,
  package: text,
  class: z.enum(['critical', 'high', 'medium', 'low', 'unknown']),
  fixedIn: text.nullable(),
  published: seconds.nullable(),
  firstSeen: seconds.nullable(),
  enteredClassAt: seconds.nullable(),
  kev: z.boolean(),
  inBaseline: z.boolean().nullable(),
  vex: z
    .strictObject({
      status: z.enum([
        'not_affected',
        'affected',
        'fixed',
        'under_investigation',
      ]),
      trusted: z.boolean(),
    })
    .nullable(),
});

const workflows = list({
  file: text,
  provider: z.enum(['github', 'gitlab']),
  permissions: z.enum(['restricted', 'write_all', 'undeclared']),
  triggers: z.array(text),
  uses: z.array(
    z.strictObject({
      ref: text,
      line,
      pin: z.enum(['sha', 'digest', 'local', 'tag', 'branch', 'none']),
      kind: z.enum(['action', 'workflow', 'include']),
    }),
  ),
  jobs: z.array(
    z.strictObject({
      id: text,
      hasSecrets: z.boolean(),
      scanner: z.boolean(),
      checksOutHead: z.boolean(),
      line,
    }),
  ),
});

const manifests = list({
  file: text,
  line,
  workload: text,
  container: text,
  image: text,
  digest: digest.nullable(),
  attestedDigest: digest.nullable(),
  runsAsRoot: z.boolean(),
  writableRoot: z.boolean(),
  hasLimits: z.boolean(),
  hasProbes: z.boolean(),
});

/** Names the version of the document; another version is another URL. */
const EVIDENCE_SCHEMA = 'https://waymark.dev/schemas/evidence/v1';

/**
 * What rules are evaluated over. Strict at every level, so that nobody hands in
 * a part that belongs to the platform.
 */
export const evidenceSchema = z.strictObject({
  schema: z.literal(EVIDENCE_SCHEMA),
  subject: z.strictObject({
    entityRef: text,
    repositoryId: text.nullable(),
    commit: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/),
    artifactDigest: digest.nullable(),
  }),
  context: z.strictObject({
    stage: z.enum(['pull_request', 'main', 'deploy']),
    evaluatedAt: seconds,
    environment: text.nullable(),
    changeSet: z.array(text).nullable(),
  }),
  sbom,
  components,
  lockfiles: list({
    path: text,
    digest,
    ecosystem: text,
    packages: seconds,
    missing: z.array(text),
  }),
  scan: section({ tool, advisoriesAt: seconds }),
  vulnerabilities,
  images: list({
    file: text,
    line,
    ref: text,
    registry: text,
    digest: digest.nullable(),
    role: text,
  }),
  workflows,
  secrets: list({ rule: text, file: text, line, fingerprint: text }),
  llm: list({
    kind: z.enum(['host', 'base_url']),
    host: text,
    provider: text.nullable(),
    file: text,
    line,
  }),
  otel: section({
    runnable: z.boolean(),
    bootstrapped: z.boolean(),
    file: text.nullable(),
    startCommand: text.nullable(),
    serviceName: text.nullable(),
    environmentAttribute: z.boolean(),
    sampler: text.nullable(),
  }),
  manifests,
  attestations: list({
    kind: z.enum(['sbom', 'build']),
    predicateType: text,
    digest,
    verified: z.boolean(),
    signer: text.nullable(),
  }),
  catalog: section({
    owner: text.nullable(),
    ownerIsGroup: z.boolean(),
    lifecycle: text.nullable(),
    system: text.nullable(),
    production: z.boolean(),
    runbook: text.nullable(),
    slo: text.nullable(),
  }),
  template: section({
    ref: text,
    version: text,
    endOfSupport: seconds.nullable(),
    journey: text.nullable(),
  }),
  suppressions: list({
    file: text,
    line,
    tool: text,
    kind: text,
    fingerprint: text,
  }),
  tools: list({ name: text, version: text, digest: digest.nullable() }),
});
