import {
  array,
  at,
  type Json,
  record,
  seconds,
  string,
  strings,
} from '../repository/values';
import { SectionGap } from '../sections';
import type { SectionContent } from '../types';
import { readPurl } from './purl';
import {
  type BomFile,
  flatComponents,
  propertiesOf,
  spdxPurl,
  toolOf,
} from './readBom';
import { holdsBySchema } from './schema';

type Sbom = SectionContent<'sbom'>;

/** Dangling edges that are told at most; a hostile document has millions. */
const TOLD_EDGES = 100;

/**
 * Facts of the document itself. Its subject is what `waymark sbom` wrote into
 * `metadata.properties`: `waymark:commit` and `waymark:artifactDigest`.
 */
export function readSbom(file: BomFile | null, entityRef: string): Sbom {
  if (file === null) {
    throw new SectionGap('absent');
  }
  if (file.encoding === 'xml') {
    return xmlFacts(file);
  }
  return string(at(file.value, 'spdxVersion'))
    ? spdxFacts(file, entityRef)
    : cyclonedxFacts(file, entityRef);
}

function cyclonedxFacts({ value, sha256 }: BomFile, entityRef: string): Sbom {
  const specVersion = string(at(value, 'specVersion')) ?? '';
  const dependencies = array(at(value, 'dependencies'));
  const subject = propertiesOf(at(value, 'metadata'));
  const root = at(value, 'metadata', 'component');
  const name = string(at(root, 'name'));
  const isCyclonedx = at(value, 'bomFormat') === 'CycloneDX';
  return {
    format: 'cyclonedx',
    encoding: 'json',
    specVersion,
    schemaValid: isCyclonedx && holdsBySchema(value, specVersion),
    serialNumber: string(at(value, 'serialNumber')),
    timestamp: seconds(string(at(value, 'metadata', 'timestamp'))),
    sha256,
    tool: toolOf(value),
    counts: {
      components: flatComponents(value).length,
      dependencies: dependencies.length,
    },
    root: name ? rootOf(name, at(root, 'purl'), entityRef) : null,
    danglingEdges: danglingEdges(value),
    subject: {
      commit: subject.get('waymark:commit') ?? null,
      digest: digestOrNull(subject.get('waymark:artifactDigest')),
    },
  };
}

/** The root is the service when it has its name, alone or in its namespace. */
function rootOf(name: string, purl: Json, entityRef: string): Sbom['root'] {
  const entity = entityRef.replace(/^.*[:/]/, '').toLowerCase();
  const read = readPurl(purl);
  const names = [name, read?.package ?? ''].map(text =>
    decodeURIComponentSafe(text).toLowerCase().replace(/^.*\//, ''),
  );
  return { name, purl: read?.purl ?? null, isSubject: names.includes(entity) };
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Edges to or from a component that the document does not have. */
function danglingEdges(bom: Json): string[] {
  const known = new Set<unknown>([
    at(bom, 'metadata', 'component', 'bom-ref'),
    ...flatComponents(bom).map(component => component['bom-ref']),
    ...array(at(bom, 'services')).map(service => at(service, 'bom-ref')),
    ...array(at(bom, 'metadata', 'component', 'components')).map(part =>
      at(part, 'bom-ref'),
    ),
  ]);
  const dangling = new Set<string>();
  for (const edge of array(at(bom, 'dependencies'))) {
    const from = string(at(edge, 'ref')) ?? '';
    for (const to of [from, ...strings(at(edge, 'dependsOn'))]) {
      if (!known.has(to) && dangling.size < TOLD_EDGES) {
        dangling.add(to);
      }
    }
  }
  return [...dangling];
}

function digestOrNull(text: string | undefined): string | null {
  return text && /^sha256:[0-9a-f]{64}$/.test(text) ? text : null;
}

function spdxFacts({ value, sha256 }: BomFile, entityRef: string): Sbom {
  const packages = array(at(value, 'packages'));
  const described = strings(at(value, 'documentDescribes'));
  const root = packages.find(held =>
    described.includes(string(at(held, 'SPDXID')) ?? ''),
  );
  const name = string(at(root, 'name'));
  const creator = strings(at(value, 'creationInfo', 'creators'))
    .map(text => /^Tool: (.+?)(?:-([\d.]+.*))?$/.exec(text))
    .find(match => match !== null);
  return {
    format: 'spdx',
    encoding: 'json',
    specVersion: (string(at(value, 'spdxVersion')) ?? '').replace(/^SPDX-/, ''),
    // No schema of SPDX is at hand: what its reader needs is all that is asked.
    schemaValid:
      at(value, 'SPDXID') === 'SPDXRef-DOCUMENT' &&
      packages.every(held => string(record(held).name) !== null),
    serialNumber: string(at(value, 'documentNamespace')),
    timestamp: seconds(string(at(value, 'creationInfo', 'created'))),
    sha256,
    tool: creator ? { name: creator[1], version: creator[2] ?? '' } : null,
    counts: {
      components: packages.length,
      dependencies: array(at(value, 'relationships')).length,
    },
    root: name ? rootOf(name, spdxPurl(root), entityRef) : null,
    danglingEdges: [],
    subject: { commit: null, digest: null },
  };
}

/** The platform asks for JSON; of XML only its version is told. */
function xmlFacts({ text, sha256 }: BomFile): Sbom {
  const head = text.slice(0, 4_000);
  const version = /cyclonedx\.org\/schema\/bom\/([\d.]+)/.exec(head)?.[1];
  return {
    format: 'cyclonedx',
    encoding: 'xml',
    specVersion: version ?? '',
    schemaValid: false,
    serialNumber: null,
    timestamp: null,
    sha256,
    tool: null,
    counts: { components: 0, dependencies: 0 },
    root: null,
    danglingEdges: [],
    subject: { commit: null, digest: null },
  };
}
