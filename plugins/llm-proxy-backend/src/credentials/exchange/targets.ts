import type {
  CiIdentity,
  KubernetesIdentity,
  OidcIdentity,
  WorkloadIdentity,
} from '@waymark/backstage-plugin-identity-node';
import { normaliseRef } from '../entityRef';
import {
  type EntityFacts,
  type EntitySource,
  ExchangeRefusal,
  type ExchangeRefusalCode,
} from './types';

const SLUGS = {
  github: 'github.com/project-slug',
  gitlab: 'gitlab.com/project-slug',
} as const;

const REPOSITORY_ID = 'waymark.dev/repository-id';
const SERVICE_ACCOUNT = 'waymark.dev/kubernetes-service-account';
const ISSUER = 'waymark.dev/token-issuer';

/** An annotation that an entity must have. */
interface Wanted {
  readonly name: string;
  readonly value: string;
  readonly ignoreCase?: boolean;
}

/**
 * The service that a workload may speak for: the one that it asks for, when the
 * catalog says that it comes from there.
 *
 * @param ambiguous - True when several issuers of that kind are configured;
 * the entity must then name its own.
 * @throws ExchangeRefusal
 */
export async function workloadTarget(
  identity: WorkloadIdentity,
  resource: string | null,
  ambiguous: boolean,
  entities: EntitySource,
): Promise<string> {
  if (identity.kind === 'oidc') {
    return oidcTarget(identity, resource, entities);
  }
  if (resource === null) {
    throw new ExchangeRefusal(
      'target_missing',
      'invalid_target',
      'resource is missing: the entity ref of the service',
    );
  }
  const wanted =
    identity.kind === 'kubernetes'
      ? serviceAccountOf(identity)
      : repositoryOf(identity);
  if (ambiguous) {
    wanted.push({ name: ISSUER, value: identity.issuer });
  }
  const facts = await entities.entity(resource);
  const problem = problemOf(facts, wanted);
  if (problem) {
    // Anybody with a repository there has tokens, so the answer is the same
    // for an entity that is not there and one that is another's.
    throw new ExchangeRefusal(
      problem.code,
      'invalid_target',
      `The holder of subject_token may not speak for the entity in resource. Its annotations must be ${wanted
        .map(({ name, value }) => `${name}: ${printable(value)}`)
        .join(', ')}`,
      `${resource} ${problem.detail}`,
    );
  }
  return resource;
}

/**
 * Whether a user may call for a service.
 *
 * @throws ExchangeRefusal
 */
export async function requireOwner(
  userRef: string,
  resource: string,
  entities: EntitySource,
): Promise<void> {
  const [facts, groups] = await Promise.all([
    entities.entity(resource),
    entities.groupsOf(userRef),
  ]);
  const acting = new Set([userRef, ...groups]);
  if (!facts?.owners.some(owner => acting.has(owner))) {
    throw new ExchangeRefusal(
      facts ? 'target_not_owned' : 'target_unknown',
      'invalid_target',
      'None of your groups owns the entity in resource',
      `${resource} ${facts ? 'is owned by others' : 'is not in the catalog'}`,
    );
  }
}

async function oidcTarget(
  identity: OidcIdentity,
  resource: string | null,
  entities: EntitySource,
): Promise<string> {
  const ref = normaliseRef(identity.entity);
  const known =
    ref?.startsWith('component:') && (await entities.entity(ref)) !== null;
  if (!ref || !known) {
    throw new ExchangeRefusal(
      'target_unknown',
      'invalid_target',
      'The holder of subject_token is no user or component of the catalog',
    );
  }
  if (resource !== null && resource !== ref) {
    throw new ExchangeRefusal(
      'target_mismatch',
      'invalid_target',
      'The holder of subject_token may not speak for the entity in resource',
      `${resource} is not ${ref}`,
    );
  }
  return ref;
}

function repositoryOf(identity: CiIdentity): Wanted[] {
  return [
    {
      name: SLUGS[identity.kind],
      value: identity.repository,
      ignoreCase: true,
    },
    // A name can be given away and taken by somebody else; an id cannot.
    { name: REPOSITORY_ID, value: identity.repositoryId },
  ];
}

function serviceAccountOf(identity: KubernetesIdentity): Wanted[] {
  const { namespace, serviceAccount } = identity;
  return [{ name: SERVICE_ACCOUNT, value: `${namespace}/${serviceAccount}` }];
}

function problemOf(
  facts: EntityFacts | null,
  wanted: readonly Wanted[],
): { code: ExchangeRefusalCode; detail: string } | undefined {
  if (!facts) {
    return { code: 'target_unknown', detail: 'is not in the catalog' };
  }
  const { annotations } = facts;
  const missing = wanted.filter(
    ({ name }) => !Object.hasOwn(annotations, name),
  );
  if (missing.length) {
    const names = missing.map(({ name }) => name).join(', ');
    return { code: 'annotation_missing', detail: `lacks ${names}` };
  }
  const other = wanted.filter(({ name, value, ignoreCase }) =>
    ignoreCase
      ? annotations[name].toLowerCase() !== value.toLowerCase()
      : annotations[name] !== value,
  );
  return other.length
    ? {
        code: 'target_mismatch',
        detail: `has another ${other.map(({ name }) => name).join(', ')}`,
      }
    : undefined;
}

/** RFC 6749, section 5.2: what an error description may be made of. */
function printable(value: string): string {
  return value.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?').slice(0, 200);
}
