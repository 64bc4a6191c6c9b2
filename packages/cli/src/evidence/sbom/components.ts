import { array, at, type Json, string, strings } from '../repository/values';
import { EvidenceFault, SectionGap } from '../sections';
import type { ItemOf, SectionContent } from '../types';
import { LicenceReader } from './licences';
import { type BomFile, flatComponents, spdxPurl } from './readBom';
import { readPurl } from './purl';

type Component = ItemOf<'components'>;

/** Components of a document, with what rules ask of them. */
export function readComponents(
  file: BomFile | null,
): SectionContent<'components'> {
  if (file === null) {
    throw new SectionGap('absent');
  }
  if (file.encoding === 'xml') {
    throw new EvidenceFault('Components are read from JSON only');
  }
  const licences = new LicenceReader();
  if (string(at(file.value, 'spdxVersion'))) {
    return { items: spdxComponents(file.value, licences) };
  }
  const direct = directRefs(file.value);
  const items = flatComponents(file.value).map(component =>
    componentOf(component, licences, direct),
  );
  return { items };
}

function componentOf(
  component: Record<string, Json>,
  licences: LicenceReader,
  direct: (ref: string) => boolean,
): Component {
  const read = readPurl(component.purl);
  const reference = string(component['bom-ref']);
  const name = string(component.name) ?? '';
  const group = string(component.group);
  return {
    name: group ? `${group}/${name}` : name,
    version: string(component.version),
    purl: read?.purl ?? null,
    package: read?.package ?? null,
    type: string(component.type) ?? '',
    licences: licences.alternatives(component),
    scope: scopeOf(component.scope),
    direct: reference !== null && direct(reference),
  };
}

function scopeOf(scope: Json): Component['scope'] {
  return scope === 'optional' || scope === 'excluded' ? scope : 'required';
}

/**
 * What the root depends on. Where a document gives its root no edges, what
 * nothing else depends on is taken to be what the service asked for.
 */
function directRefs(bom: Json): (ref: string) => boolean {
  const edges = new Map(
    array(at(bom, 'dependencies')).map(edge => [
      string(at(edge, 'ref')) ?? '',
      strings(at(edge, 'dependsOn')),
    ]),
  );
  const root = string(at(bom, 'metadata', 'component', 'bom-ref'));
  const named = root === null ? [] : edges.get(root) ?? [];
  if (named.length > 0) {
    const direct = new Set(named);
    return ref => direct.has(ref);
  }
  const indirect = new Set([...edges.values()].flat());
  return ref => !indirect.has(ref);
}

function spdxComponents(document: Json, licences: LicenceReader): Component[] {
  const described = new Set(strings(at(document, 'documentDescribes')));
  return array(at(document, 'packages'))
    .filter(held => !described.has(string(at(held, 'SPDXID')) ?? ''))
    .map(held => {
      const read = readPurl(spdxPurl(held));
      const concluded = licences.expression(
        string(at(held, 'licenseConcluded')) ?? '',
      );
      const declared = string(at(held, 'licenseDeclared')) ?? '';
      return {
        name: string(at(held, 'name')) ?? '',
        version: string(at(held, 'versionInfo')),
        purl: read?.purl ?? null,
        package: read?.package ?? null,
        type: 'library',
        licences:
          concluded.length > 0 ? concluded : licences.expression(declared),
        scope: 'required',
        direct: false,
      };
    });
}
