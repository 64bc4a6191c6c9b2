import { contentDigest } from './digest';
import { toUtf8 } from './encoding';
import { refuse } from './errors';
import { readHead } from './facts';
import { encodeGraph, ROOT } from './graph';
import { type ReadBom, readJsonBom } from './json/read';
import { BomValidators } from './json/validator';
import type { AnalysisLimits } from './limits';
import { measureQuality } from './quality';
import { relate, type Relations } from './relations';
import { sniff } from './sniff';
import type { AnalysedBom, AnalysedComponent } from './types';
import { declaredToUtf8 } from './xml/encoding';
import { readXmlBom } from './xml/read';
import { XsdValidators } from './xml/validator';

/** What was found, ready to be handed out in pieces. */
export class DocumentAnalysis {
  readonly bom: AnalysedBom;
  readonly #relations: Relations;

  constructor(format: AnalysedBom['format'], read: ReadBom) {
    const { collected, root, specVersion, template, valid } = read;
    const relations = relate(collected);
    const { records, leads, distance } = relations;
    const head = readHead(root);
    const { issues, rootRef } = collected;
    this.#relations = relations;
    this.bom = {
      format,
      specVersion,
      ...head,
      contentDigest: contentDigest(relations),
      componentCount: records.length,
      directCount: leads ? count(distance, 1) : null,
      withoutLicence: records.filter(one => one.licences.length === 0).length,
      quality: measureQuality(records, collected.tally, {
        graph: leads,
        root: rootRef !== null,
        timestamp: head.generatedAt !== null,
        tool: head.tool !== null,
        schema: valid,
      }),
      valid,
      issues: issues.kept,
      issueCount: issues.count,
      template,
    };
  }

  /** Components by ordinal, from `start` on, at most `most`. */
  components(start: number, most: number): AnalysedComponent[] {
    const { records, distance, before } = this.#relations;
    return records.slice(start, start + most).map((record, index) => {
      const ordinal = start + index;
      const { ref, ...stored } = record;
      const via = before[ordinal];
      return {
        id: String(ordinal),
        ...stored,
        direct: distance[ordinal] === -1 ? null : distance[ordinal] === 1,
        via: via === ROOT ? null : via,
      };
    });
  }

  /** The graph as graph.ts writes it; null when there is none. */
  graph(): Uint8Array | null {
    const { graph } = this.#relations;
    return graph && encodeGraph(graph);
  }
}

/** Analyses documents one after another; compiled schemas are kept. */
export class DocumentAnalyser {
  readonly #limits: AnalysisLimits;
  readonly #json = new BomValidators();
  readonly #xml = new XsdValidators();

  constructor(limits: AnalysisLimits) {
    this.#limits = limits;
  }

  /** Compiles what nearly every document needs. */
  warmUp(): void {
    const thin = `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a"}],"dependencies":[]}`;
    for (const version of ['1.5', '1.6', '1.7']) {
      const bytes = Buffer.from(thin.replace('1.6', version));
      readJsonBom(bytes, this.#json, this.#limits);
    }
  }

  /** Throws `BomRefusedError` for what can never be stored. */
  async analyse(bytes: Buffer): Promise<DocumentAnalysis> {
    const { text, marked } = toUtf8(bytes);
    const format = sniff(text);
    if (format === 'empty') {
      throw refuse('sbom.syntax', 'The body is empty.', {
        hint: 'Send a CycloneDX document in JSON or XML as the body.',
      });
    }
    if (format === null) {
      throw refuse('sbom.syntax', 'The document is neither JSON nor XML.', {
        hint: 'Send a CycloneDX document in JSON or XML.',
        issue: { line: 1, column: 1 },
      });
    }
    const read =
      format === 'json'
        ? readJsonBom(text, this.#json, this.#limits)
        : await readXmlBom(
            marked ? text : declaredToUtf8(text),
            this.#xml,
            this.#limits,
          );
    // A template is of the bytes as they were sent.
    const template = text === bytes ? read.template : null;
    return new DocumentAnalysis(format, { ...read, template });
  }
}

function count(values: Int32Array, wanted: number): number {
  let found = 0;
  for (const value of values) {
    found += value === wanted ? 1 : 0;
  }
  return found;
}
