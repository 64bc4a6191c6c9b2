import { type BomRefusedError, refuse } from '../errors';
import type { AnalysisLimits } from '../limits';
import { type StartTag, type XmlHandler, XmlScanner } from './scan';

/** Ends a scan that has seen enough. */
class Enough extends Error {}

class RootOnly implements XmlHandler {
  readonly wantsText = false;
  root: Pick<StartTag, 'local' | 'namespace'> | null = null;
  readonly #whole: boolean;

  constructor(whole: boolean) {
    this.#whole = whole;
  }

  open({ local, namespace }: StartTag): void {
    this.root ??= { local, namespace };
    if (!this.#whole) {
      throw new Enough();
    }
  }

  text(): void {}

  close(): void {}
}

/**
 * Name and namespace of the root element; a DOCTYPE before it is refused, and
 * one anywhere when `whole` says to look at all of the document.
 */
export function sniffRoot(
  bytes: Buffer,
  limits: AnalysisLimits,
  whole = false,
): Pick<StartTag, 'local' | 'namespace'> {
  const handler = new RootOnly(whole);
  try {
    new XmlScanner(bytes, limits, handler).run();
  } catch (error) {
    if (!(error instanceof Enough)) {
      throw error;
    }
  }
  if (!handler.root) {
    throw noRoot();
  }
  return handler.root;
}

function noRoot(): BomRefusedError {
  return refuse('sbom.syntax', 'The document has no root element.', {
    issue: { line: 1, column: 1 },
  });
}
