import { array, at, type Json, seconds, string } from '../repository/values';
import { EvidenceFault, SectionGap } from '../sections';
import { readPurl } from '../sbom/purl';
import {
  type BomFile,
  flatComponents,
  propertiesOf,
  toolOf,
} from '../sbom/readBom';
import type { ItemOf, SectionContent } from '../types';

type Vulnerability = ItemOf<'vulnerabilities'>;

const order = ['low', 'medium', 'high', 'critical'] as const;

/** Reads what a scanner found, from its CycloneDX document (Grype, Trivy). */
export function readVulnerabilities(
  file: BomFile | null,
): SectionContent<'vulnerabilities'> {
  const bom = scannerDocument(file);
  const purls = new Map(
    flatComponents(bom).map(component => [
      component['bom-ref'],
      readPurl(component.purl),
    ]),
  );
  const items = array(at(bom, 'vulnerabilities')).flatMap(vulnerability => {
    const id = string(at(vulnerability, 'id'));
    if (!id) {
      throw new EvidenceFault('The scan names a vulnerability without an id');
    }
    return array(at(vulnerability, 'affects')).map(affected => {
      const reference = string(at(affected, 'ref')) ?? '';
      const read = purls.get(reference) ?? readPurl(reference);
      const { purl, package: name } = read ?? {
        purl: reference,
        package: reference,
      };
      return { ...shared(id, vulnerability, affected), purl, package: name };
    });
  });
  return { items: distinctItems(items) };
}

function shared(
  id: string,
  vulnerability: Json,
  affected: Json,
): Omit<Vulnerability, 'purl' | 'package'> {
  const aliases = array(at(vulnerability, 'references'))
    .map(reference => string(at(reference, 'id')))
    .filter((alias): alias is string => alias !== null && alias !== id);
  return {
    id,
    aliases: [...new Set(aliases)].sort(),
    class: classOf(vulnerability),
    fixedIn: fixedIn(vulnerability, affected),
    published: seconds(string(at(vulnerability, 'published'))),
    // Kept by the portal, from all that it has seen of this service.
    firstSeen: null,
    enteredClassAt: null,
    inBaseline: null,
    kev: isKev(vulnerability),
    vex: vexOf(at(vulnerability, 'analysis', 'state')),
  };
}

/** Facts of the scan itself. */
export function readScan(file: BomFile | null): SectionContent<'scan'> {
  const bom = scannerDocument(file);
  const tool = toolOf(bom);
  const metadata = propertiesOf(at(bom, 'metadata'));
  const built = [...metadata]
    .filter(([name]) => /(^|[:_.-])(db|database|advisories)\b/i.test(name))
    .map(([, value]) => seconds(value))
    .find(time => time !== null);
  // Neither scanner writes its data's age by default, and both refuse data
  // older than five days (Grype) or fetch it anew after one (Trivy).
  const advisoriesAt =
    built ?? seconds(string(at(bom, 'metadata', 'timestamp')));
  if (!tool || advisoriesAt === null) {
    throw new EvidenceFault('The scan names no tool or no time');
  }
  return { tool, advisoriesAt };
}

function scannerDocument(file: BomFile | null): Json {
  if (file === null) {
    throw new SectionGap('not_connected');
  }
  if (at(file.value, 'bomFormat') !== 'CycloneDX') {
    throw new EvidenceFault('The scan is not a CycloneDX document in JSON');
  }
  return file.value;
}

/** The highest of all ratings: sources differ, and the worst is to be met. */
function classOf(vulnerability: Json): Vulnerability['class'] {
  const ranks = array(at(vulnerability, 'ratings')).map(rating => {
    const severity = string(at(rating, 'severity'))?.toLowerCase() ?? '';
    const named = severity === 'info' || severity === 'none' ? 'low' : severity;
    const rank = order.findIndex(name => name === named);
    return rank === -1 ? rankOfScore(at(rating, 'score')) : rank;
  });
  return order[Math.max(-1, ...ranks)] ?? 'unknown';
}

/** Bands of CVSS 3.1, section 5. */
function rankOfScore(score: Json): number {
  if (typeof score !== 'number') {
    return -1;
  }
  return [0.1, 4, 7, 9].filter(least => score >= least).length - 1;
}

function fixedIn(vulnerability: Json, affected: Json): string | null {
  const stated = array(at(affected, 'versions'))
    .filter(range => at(range, 'status') === 'unaffected')
    .map(range => string(at(range, 'version')));
  const properties = [...propertiesOf(vulnerability)]
    .filter(([name]) => /fix(ed)?[-_:.]?(in|versions?)\b/i.test(name))
    .map(([, value]) => value);
  const advice = string(at(vulnerability, 'recommendation')) ?? '';
  const advised = /\bto (?:version )?v?(\d[\w.+~:-]*\w)/i.exec(advice)?.[1];
  return [...stated, ...properties, advised].find(Boolean) ?? null;
}

function isKev(vulnerability: Json): boolean {
  return [...propertiesOf(vulnerability)].some(
    ([name, value]) =>
      /(^|[:_.-])(kev|known-?exploited)([:_.-]|$)/i.test(name) &&
      !/^(false|no|0)$/i.test(value),
  );
}

const states = new Map<unknown, NonNullable<Vulnerability['vex']>['status']>([
  ['resolved', 'fixed'],
  ['resolved_with_pedigree', 'fixed'],
  ['exploitable', 'affected'],
  ['in_triage', 'under_investigation'],
  ['false_positive', 'not_affected'],
  ['not_affected', 'not_affected'],
]);

/** Whom to trust is the portal's to say. */
function vexOf(state: Json): Vulnerability['vex'] {
  const status = states.get(state);
  return status ? { status, trusted: false } : null;
}

/** The same finding at two places of the tree is one finding. */
function distinctItems(items: Vulnerability[]): Vulnerability[] {
  return [
    ...new Map(items.map(item => [`${item.id}|${item.purl}`, item])).values(),
  ];
}
