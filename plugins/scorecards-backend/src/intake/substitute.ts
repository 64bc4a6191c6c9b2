import type { PortalFacts } from '@waymark/backstage-plugin-scorecards-node';
import type { Evidence } from '@waymark/policy-engine';
import type { Sightings } from '../database/SightingStore';

/** What the portal knows better than a pipeline. */
export interface OwnFacts {
  readonly entityRef: string;
  readonly repositoryId: string | null;
  readonly stage: Evidence['context']['stage'];
  /** UTC ms. */
  readonly at: number;
  readonly catalog: Evidence['catalog'];
  readonly facts: PortalFacts;
  readonly sightings: Sightings;
  /** Keys of the newest main evidence; null before the first. */
  readonly baseline: ReadonlySet<string> | null;
}

type Vulnerability = Extract<
  Evidence['vulnerabilities'],
  { status: 'ok' }
>['items'][number];

/**
 * The evidence that counts: nothing in it that a pipeline could invent to its
 * own advantage.
 */
export function substitute(sent: Evidence, own: OwnFacts): Evidence {
  const seconds = Math.floor(own.at / 1_000);
  const ours = { ...asCi(sent), ...own.facts };
  return {
    ...ours,
    subject: {
      ...sent.subject,
      entityRef: own.entityRef,
      repositoryId: own.repositoryId,
    },
    context: { ...sent.context, stage: own.stage, evaluatedAt: seconds },
    catalog: own.catalog,
    attestations: own.facts.attestations ?? {
      status: 'not_connected',
      origin: 'portal',
    },
    manifests: withAttested(ours.manifests, own.facts.attestations),
    vulnerabilities: withOwnTimes(ours.vulnerabilities, own, seconds),
  };
}

/** What was sent, by its right name: a pipeline's section is never the portal's. */
function asCi(sent: Evidence): Evidence {
  return Object.fromEntries(
    Object.entries(sent).map(([name, section]) => [
      name,
      typeof section === 'object' && 'origin' in section
        ? { ...section, origin: 'ci' }
        : section,
    ]),
  ) as Evidence;
}

/** Only a verified build statement says which image was attested. */
function withAttested(
  manifests: Evidence['manifests'],
  attestations: Evidence['attestations'] | undefined,
): Evidence['manifests'] {
  if (manifests.status !== 'ok') {
    return manifests;
  }
  const attested = new Set(
    attestations?.status === 'ok'
      ? attestations.items
          .filter(({ kind, verified }) => kind === 'build' && verified)
          .map(({ digest }) => digest)
      : [],
  );
  const [only] = attested;
  const digestFor = (digest: string | null) =>
    digest !== null && attested.has(digest) ? digest : only ?? null;
  return {
    ...manifests,
    items: manifests.items.map(item => ({
      ...item,
      attestedDigest: digestFor(item.digest),
    })),
  };
}

function withOwnTimes(
  vulnerabilities: Evidence['vulnerabilities'],
  { baseline, facts, sightings }: OwnFacts,
  seconds: number,
): Evidence['vulnerabilities'] {
  if (vulnerabilities.status !== 'ok') {
    return vulnerabilities;
  }
  return {
    ...vulnerabilities,
    items: vulnerabilities.items.map(item => ({
      ...item,
      ...sightings.timesOf(item, seconds),
      inBaseline: baseline && keysOf(item).some(key => baseline.has(key)),
      vex:
        item.vex && !facts.vulnerabilities
          ? { ...item.vex, trusted: false }
          : item.vex,
    })),
  };
}

/** Under which names a vulnerability of a package is known. */
function keysOf({ aliases, id, package: name }: Vulnerability): string[] {
  return [id, ...aliases].map(alias => `${alias} ${name}`);
}

/** The vulnerabilities of a document, as another is compared with. */
export function baselineOf({
  vulnerabilities,
}: Evidence): ReadonlySet<string> | null {
  return vulnerabilities.status === 'ok'
    ? new Set(vulnerabilities.items.flatMap(keysOf))
    : null;
}
