import type { Repository } from '../repository/Repository';
import {
  array,
  at,
  isRecord,
  type Json,
  record,
  string,
} from '../repository/values';
import { readYaml } from '../repository/yaml';
import { EvidenceFault, SectionGap } from '../sections';
import type { SectionContent } from '../types';

type Catalog = SectionContent<'catalog'>;

const FILE = 'catalog-info.yaml';
const RUNBOOK = /(^|\/)(runbook|RUNBOOK)\.md$/;
const SLO = /(^|\/)(open)?slo\.ya?ml$/i;

/** Facts of the catalog file; an owner is a Group as far as its name tells. */
export async function readCatalog(
  repository: Repository,
  entityRef: string,
): Promise<Catalog> {
  if (!repository.has(FILE)) {
    throw new SectionGap('absent');
  }
  const entities = readYaml(FILE, await repository.text(FILE)).map(
    ({ value }) => value,
  );
  const entity = entities.find(
    value => refOf(value) === entityRef.toLowerCase(),
  );
  if (entity === undefined) {
    throw new EvidenceFault(`${FILE} does not describe the service`);
  }
  const namespace = string(at(entity, 'metadata', 'namespace')) ?? 'default';
  const refer = (name: string, kind: string) => {
    const value = string(at(entity, 'spec', name));
    return value ? fullRef(value, kind, namespace) : null;
  };
  const owner = refer('owner', 'group');
  const lifecycle = string(at(entity, 'spec', 'lifecycle'));
  return {
    owner,
    ownerIsGroup: owner !== null && owner.startsWith('group:'),
    lifecycle,
    system: refer('system', 'system'),
    production: lifecycle === 'production',
    runbook: linked(entity, 'runbook') ?? first(repository, RUNBOOK),
    slo: linked(entity, 'slo') ?? first(repository, SLO),
  };
}

function first(repository: Repository, pattern: RegExp): string | null {
  return repository.files.find(path => pattern.test(path)) ?? null;
}

function linked(entity: Json, what: string): string | null {
  const annotation = at(
    entity,
    'metadata',
    'annotations',
    `waymark.dev/${what}`,
  );
  const link = array(at(entity, 'metadata', 'links')).find(
    held =>
      at(held, 'type') === what ||
      string(at(held, 'title'))?.toLowerCase() === what,
  );
  return string(annotation) ?? string(at(link, 'url'));
}

function refOf(entity: Json): string {
  const kind = string(at(entity, 'kind')) ?? '';
  const name = string(at(entity, 'metadata', 'name')) ?? '';
  const namespace = string(at(entity, 'metadata', 'namespace')) ?? 'default';
  return `${kind}:${namespace}/${name}`.toLowerCase();
}

/** https://backstage.io/docs/features/software-catalog/references */
function fullRef(text: string, kind: string, namespace: string): string {
  const [, ownKind, ownNamespace, name] =
    /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(text) ?? [];
  return name
    ? `${ownKind ?? kind}:${ownNamespace ?? namespace}/${name}`.toLowerCase()
    : text;
}

/** The portal's facts; what they do not tell is what the repository tells. */
export function withPortalFacts(
  facts: Json,
  own: Catalog | null,
): SectionContent<'catalog'> {
  if (!isRecord(facts)) {
    throw new EvidenceFault("The portal's facts of the catalog are no object");
  }
  const { status: _status, origin: _origin, ...told } = record(facts);
  // The book holds the merged facts by the schema.
  return { ...own, ...told } as Catalog;
}
