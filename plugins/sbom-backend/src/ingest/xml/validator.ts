import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  ErrorDetail,
  XmlLibError,
  XsdValidator as Xsd,
} from 'libxml2-wasm';
import { refuse } from '../errors';
import { schemaFolder, type XmlVersion } from '../schemas';
import { xmlSyntaxError } from './syntax';

type LibXml = typeof import('libxml2-wasm');

/**
 * How the official schemas write the lengths of hashes, and the same language
 * written so that libxml2 need not go back: five times as fast over a whole
 * document with hashes.
 */
const SLOW_HASH =
  '([a-fA-F0-9]{32})|([a-fA-F0-9]{40})|([a-fA-F0-9]{64})|([a-fA-F0-9]{96})|([a-fA-F0-9]{128})';
const FAST_HASH =
  '[a-fA-F0-9]{32}([a-fA-F0-9]{8}([a-fA-F0-9]{24}([a-fA-F0-9]{32}([a-fA-F0-9]{32})?)?)?)?';

/** Bytes that libxml2 gets at once; its tree takes several times as much. */
const LARGEST_PIECE = 128 * 1024 * 1024;

/** One version's schema. */
export interface BomXsd {
  /**
   * Violations of a document; refuses one that is not well-formed, its lines
   * mapped by `originalLine`.
   */
  validate(
    bytes: Buffer,
    originalLine: (line: number) => number | null,
  ): ErrorDetail[];
  /** True when the schema wants `bom-ref`s to be unique. */
  uniqueRefs: boolean;
}

/** Compiles each version once, when it is first asked for. */
export class XsdValidators {
  readonly #compiled = new Map<XmlVersion, Promise<BomXsd>>();

  async get(version: XmlVersion): Promise<BomXsd> {
    let validator = this.#compiled.get(version);
    if (!validator) {
      validator = compile(version);
      this.#compiled.set(version, validator);
    }
    return validator;
  }
}

async function compile(version: XmlVersion): Promise<BomXsd> {
  // An ECMAScript module with top-level await: no static import can load it.
  const lib = await import('libxml2-wasm');
  const { fsInputProviders } = await import('libxml2-wasm/lib/nodejs.mjs');
  const file = join(schemaFolder(), `bom-${version}.SNAPSHOT.xsd`);
  const text = readFileSync(file, 'utf8').replace(SLOW_HASH, FAST_HASH);
  lib.xmlRegisterInputProvider(fsInputProviders);
  try {
    const url = pathToFileURL(file).href;
    const schema = lib.XmlDocument.fromString(text, { url });
    const xsd = lib.XsdValidator.fromDoc(schema);
    return {
      validate: (bytes, originalLine) =>
        validate(lib, xsd, bytes, originalLine),
      uniqueRefs: text.includes('<xs:unique'),
    };
  } finally {
    // From here on libxml2 can open nothing: documents are hostile.
    lib.xmlCleanupInputProvider();
  }
}

function validate(
  lib: LibXml,
  xsd: Xsd,
  bytes: Buffer,
  originalLine: (line: number) => number | null,
): ErrorDetail[] {
  if (bytes.length > LARGEST_PIECE) {
    throw refuse(
      'sbom.too_complex',
      'One part of the XML document is larger than 128 MiB.',
    );
  }
  const { ParseOption: option } = lib;
  let document: InstanceType<LibXml['XmlDocument']> | undefined;
  try {
    document = lib.XmlDocument.fromBuffer(bytes, {
      option:
        option.XML_PARSE_HUGE |
        option.XML_PARSE_BIG_LINES |
        option.XML_PARSE_NONET |
        option.XML_PARSE_NO_XXE |
        option.XML_PARSE_IGNORE_ENC,
    });
    xsd.validate(document);
    return [];
  } catch (error) {
    if (error instanceof lib.XmlParseError) {
      throw notWellFormed(error, originalLine);
    }
    if (error instanceof lib.XmlValidateError) {
      return error.details;
    }
    throw outOfMemory(error);
  } finally {
    document?.dispose();
  }
}

function notWellFormed(
  { details }: XmlLibError,
  originalLine: (line: number) => number | null,
) {
  const first = details.find(({ level }) => level > 1) ?? details[0];
  const line = originalLine(first?.line ?? 1) ?? 1;
  const what = (first?.message ?? 'Unknown error').trim();
  return xmlSyntaxError(what, { line, column: first?.col });
}

/** WebAssembly has a heap of its own; when it is full, libxml2 cannot go on. */
function outOfMemory(cause: unknown): unknown {
  const starved =
    cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError;
  return starved
    ? refuse(
        'sbom.too_complex',
        'The document needs more memory than an analysis may have.',
        {},
        { cause },
      )
    : cause;
}
