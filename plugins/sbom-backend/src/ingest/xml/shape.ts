/** What an element becomes in the JSON shape of a document. */
export interface Shape {
  /** `text`: its text. `object`: its children by name. `list`: its children. */
  kind: 'text' | 'object' | 'list';
  /** Attributes that become members. */
  attributes?: string[];
  /** Known children by local name; the rest is skipped. */
  children?: Record<string, Child>;
}

interface Child {
  shape: Shape;
  /** In a list: the member of the object that wraps it. */
  wrap?: string;
  /** In an object: collected under this name, as it may come repeatedly. */
  many?: string;
}

const text: Shape = { kind: 'text' };

const organisation: Shape = {
  kind: 'object',
  children: { name: { shape: text } },
};

const tool: Shape = {
  kind: 'object',
  children: { name: { shape: text }, version: { shape: text } },
};

/** A list of one thing; the elements of XML have names, those of JSON none. */
function listOf(name: string, shape: Shape): Shape {
  return { kind: 'list', children: { [name]: { shape } } };
}

const licences: Shape = {
  kind: 'list',
  children: {
    license: {
      shape: {
        kind: 'object',
        children: { id: { shape: text }, name: { shape: text } },
      },
      wrap: 'license',
    },
    expression: { shape: text, wrap: 'expression' },
  },
};

const component: Shape = {
  kind: 'object',
  attributes: ['type', 'bom-ref'],
  children: {
    supplier: { shape: organisation },
    manufacturer: { shape: organisation },
    publisher: { shape: text },
    group: { shape: text },
    name: { shape: text },
    version: { shape: text },
    scope: { shape: text },
    hashes: { shape: listOf('hash', { kind: 'object' }) },
    licenses: { shape: licences },
    purl: { shape: text },
  },
};
const components = listOf('component', component);
Object.assign(component.children ?? {}, { components: { shape: components } });

const service: Shape = { kind: 'object', attributes: ['bom-ref'] };
const services = listOf('service', service);
service.children = { services: { shape: services } };

const dependency: Shape = {
  kind: 'object',
  attributes: ['ref'],
  children: {
    dependency: {
      shape: { kind: 'object', attributes: ['ref'] },
      many: 'dependsOn',
    },
  },
};

/** Up to 1.4 the tools themselves, since 1.5 also components and services. */
const tools: Shape = {
  kind: 'object',
  children: {
    tool: { shape: tool, many: 'legacy' },
    components: { shape: listOf('component', tool) },
    services: { shape: listOf('service', tool) },
  },
};

/** The parts of a CycloneDX document that are kept, all versions. */
export const bomShape: Shape = {
  kind: 'object',
  attributes: ['serialNumber', 'version'],
  children: {
    metadata: {
      shape: {
        kind: 'object',
        children: {
          timestamp: { shape: text },
          tools: { shape: tools },
          component: { shape: component },
        },
      },
    },
    components: { shape: components },
    services: { shape: services },
    dependencies: { shape: listOf('dependency', dependency) },
  },
};
