import { type BomRefusedError, refuse } from '../errors';

/** A refusal for a document that is no XML, with the place. */
export function xmlSyntaxError(
  what: string,
  at: { line: number; column?: number },
): BomRefusedError {
  return refuse(
    'sbom.syntax',
    `The document is not well-formed XML. ${what}, line ${at.line}.`,
    { issue: at },
  );
}

/** XML 1.0 production 3. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** True behind the last byte of a name. */
export function endsName(byte: number): boolean {
  return (
    isSpace(byte) ||
    byte === 0x3e ||
    byte === 0x2f ||
    byte === 0x3d ||
    byte === 0x3c ||
    byte === 0x22 ||
    byte === 0x27
  );
}
