import {
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
  getCompoundEntityRef,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  type DataClass,
  dataClassSchema,
} from '@waymark/backstage-plugin-llm-proxy-common';

/** What the proxy needs to know of one component. */
interface ComponentFacts {
  readonly owner: string | null;
  readonly system: string | null;
  readonly trusted: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What the proxy needs to know of one System. */
interface SystemFacts {
  readonly title: string;
  readonly owner: string | null;
  /** Null when the annotation is absent or no data class. */
  readonly dataClass: DataClass | null;
  readonly trusted: boolean;
}

/** What the proxy needs to know of one Group. */
interface GroupFacts {
  readonly title: string;
  readonly type: string;
  readonly parent: string | null;
}

/** The catalog, as far as money and data depend on it; by normalised ref. */
export interface CatalogFacts {
  readonly components: ReadonlyMap<string, ComponentFacts>;
  readonly systems: ReadonlyMap<string, SystemFacts>;
  readonly groups: ReadonlyMap<string, GroupFacts>;
  /** Groups of each user. */
  readonly users: ReadonlyMap<string, readonly string[]>;
  /** Resources of type `llm-model` from trusted locations. */
  readonly models: readonly Entity[];
}

/** Annotation of a System: how far its data may go. */
const DATA_CLASS_ANNOTATION = 'waymark.dev/data-class';

/** Reads what {@link CatalogFacts} holds out of entities. */
export function readFacts(
  entities: Iterable<Entity>,
  trustedLocations: readonly string[],
): CatalogFacts {
  const components = new Map<string, ComponentFacts>();
  const systems = new Map<string, SystemFacts>();
  const groups = new Map<string, GroupFacts>();
  const users = new Map<string, string[]>();
  const models: Entity[] = [];
  for (const entity of entities) {
    const ref = stringifyEntityRef(entity);
    const trusted = isTrusted(entity, trustedLocations);
    switch (entity.kind.toLocaleLowerCase('en-US')) {
      case 'component':
        components.set(ref, {
          owner: target(entity, 'ownedBy', 'owner', 'group'),
          system: target(entity, 'partOf', 'system', 'system', 'system:'),
          trusted,
          annotations: entity.metadata.annotations ?? {},
        });
        break;
      case 'system':
        systems.set(ref, {
          title: titleOf(entity),
          owner: target(entity, 'ownedBy', 'owner', 'group'),
          dataClass: dataClassOf(entity),
          trusted,
        });
        break;
      case 'group':
        groups.set(ref, {
          title: titleOf(entity),
          type: text(entity.spec?.type) ?? '',
          parent: target(entity, 'childOf', 'parent', 'group'),
        });
        break;
      case 'user':
        users.set(ref, memberships(entity));
        break;
      case 'resource':
        if (trusted && entity.spec?.type === 'llm-model') {
          models.push(entity);
        }
        break;
      default:
    }
  }
  return { components, systems, groups, users, models };
}

function isTrusted(entity: Entity, locations: readonly string[]): boolean {
  const origin = entity.metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION];
  return (
    origin !== undefined &&
    locations.some(location =>
      location.endsWith('*')
        ? origin.startsWith(location.slice(0, -1))
        : origin === location,
    )
  );
}

function titleOf(entity: Entity): string {
  return entity.metadata.title ?? entity.metadata.name;
}

function dataClassOf(entity: Entity): DataClass | null {
  const parsed = dataClassSchema.safeParse(
    entity.metadata.annotations?.[DATA_CLASS_ANNOTATION],
  );
  return parsed.success ? parsed.data : null;
}

function memberships(entity: Entity): string[] {
  const related = (entity.relations ?? [])
    .filter(item => item.type === 'memberOf')
    .map(item => item.targetRef);
  const named = Array.isArray(entity.spec?.memberOf)
    ? entity.spec.memberOf.map(item => refOf(item, 'group', entity))
    : [];
  const all = [...related, ...named].filter(ref => ref !== null);
  return [...new Set(all)].sort();
}

/** By relation, else by what the spec names: relations take a while to appear. */
function target(
  entity: Entity,
  relation: string,
  field: string,
  defaultKind: string,
  prefix = '',
): string | null {
  const found = entity.relations?.find(
    item => item.type === relation && item.targetRef.startsWith(prefix),
  );
  return found?.targetRef ?? refOf(entity.spec?.[field], defaultKind, entity);
}

function refOf(
  value: unknown,
  defaultKind: string,
  entity: Entity,
): string | null {
  if (typeof value !== 'string') {
    return null;
  }
  const { namespace } = getCompoundEntityRef(entity);
  try {
    return stringifyEntityRef(
      parseEntityRef(value, { defaultKind, defaultNamespace: namespace }),
    );
  } catch {
    return null;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
