import type { BomIssue } from '@waymark/backstage-plugin-sbom-common';
import type { ErrorDetail } from 'libxml2-wasm';
import { BomCollector } from '../collect';
import { requireUtf8 } from '../encoding';
import { refuse } from '../errors';
import { IssueList } from '../issues';
import type { ReadBom } from '../json/read';
import type { AnalysisLimits } from '../limits';
import { type XmlVersion, xmlVersions } from '../schemas';
import { shorten } from '../text';
import { BomBuilder } from './build';
import { cutDocument } from './cut';
import { XmlScanner } from './scan';
import { sniffRoot } from './sniff';
import type { BomXsd, XsdValidators } from './validator';

/**
 * Repeated keys are found by the scanner, as parts cannot see each other; the
 * warning only says that another error was found.
 */
const NOISE = /Duplicate key-sequence|No precomputed value available/;

const NAMESPACE = 'http://cyclonedx.org/schema/bom/';

/**
 * Reads and validates a CycloneDX document in XML. The scanner refuses a
 * DOCTYPE and deep nesting before the parser sees a byte.
 */
export async function readXmlBom(
  bytes: Buffer,
  validators: XsdValidators,
  limits: AnalysisLimits,
): Promise<ReadBom> {
  requireUtf8(bytes);
  const groupBytes = limits.xmlGroupBytes;
  const version = knownVersion(bytes, limits);
  const xsd = await validators.get(version);
  const violations = new IssueList();
  const issues = new IssueList();
  const collected = new BomCollector(limits, issues);
  const lineAt = lineCounter(bytes);
  const builder = new BomBuilder({
    namespace: NAMESPACE + version,
    collected,
    lineAt,
    trackRefs: xsd.uniqueRefs,
  });
  new XmlScanner(bytes, limits, builder).run();
  const { root, parts, repeatedRefs } = builder;
  collected.addRoot(root.metadata && Object(root.metadata).component);
  const cut = cutDocument(bytes, parts, groupBytes, lineCounter(bytes));
  report(violations, xsd, cut);
  for (const [ref, line] of repeatedRefs) {
    violations.add(() => repeatedRef(ref, line));
  }
  const valid = violations.count === 0;
  collected.issues.prepend(violations);
  // Documents in XML are read each time.
  return { specVersion: version, root, collected, valid, template: null };
}

function knownVersion(bytes: Buffer, limits: AnalysisLimits): XmlVersion {
  const { local, namespace } = sniffRoot(bytes, limits);
  const version = xmlVersions.find(one => namespace === NAMESPACE + one);
  if (local === 'bom' && version) {
    return version;
  }
  // What is no XML at all is not called another format.
  sniffRoot(bytes, limits, true);
  const found = shorten(namespace ? `{${namespace}}${local}` : local);
  const spdx = /spdx/i.test(namespace) || local === 'RDF';
  throw refuse('sbom.format', `The root element is ${found}.`, {
    hint: spdx
      ? 'Send CycloneDX, or convert it before the upload.'
      : `"bom" in ${NAMESPACE}${xmlVersions[0]} to ${xmlVersions.at(
          -1,
        )} is read.`,
  });
}

/** Lines of offsets that only ever grow, in one pass over the document. */
function lineCounter(bytes: Buffer): (offset: number) => number {
  let line = 1;
  let next = bytes.indexOf(0x0a);
  let last = 0;
  return offset => {
    if (offset < last) {
      line = 1;
      next = bytes.indexOf(0x0a);
    }
    last = offset;
    while (next !== -1 && next < offset) {
      line += 1;
      next = bytes.indexOf(0x0a, next + 1);
    }
    return line;
  };
}

function report(
  issues: IssueList,
  xsd: BomXsd,
  cut: ReturnType<typeof cutDocument>,
): void {
  const { skeleton } = cut;
  const add = (detail: ErrorDetail, line: number) => {
    if (!NOISE.test(detail.message)) {
      issues.add(() => toIssue(detail, line));
    }
  };
  const whole = (line: number) => skeleton.originalLine(line);
  for (const detail of xsd.validate(skeleton.bytes, whole)) {
    add(detail, whole(detail.line) ?? detail.line);
  }
  for (const { wrapped, empty, listLine } of cut.groups()) {
    const { originalLine } = wrapped;
    const found = xsd.validate(wrapped.bytes, originalLine);
    if (found.length > 0) {
      // What an empty list has as well is wrong with the tags around it.
      const around = xsd.validate(empty.bytes, line => line);
      const known = new Set(around.map(({ message }) => message));
      for (const detail of found) {
        const line = originalLine(detail.line);
        if (line !== null || !known.has(detail.message)) {
          add(detail, line ?? listLine());
        }
      }
    }
  }
}

function toIssue(detail: ErrorDetail, line: number): BomIssue {
  return {
    code: 'xsd',
    message: shorten(detail.message.replace(/\{[^}]*\}/g, '').trim(), 500),
    line,
    ...(detail.col > 0 && { column: detail.col }),
  };
}

function repeatedRef(ref: string, line: number): BomIssue {
  return {
    code: 'xsd',
    message: 'Several elements have the same bom-ref.',
    line,
    value: shorten(ref),
  };
}
