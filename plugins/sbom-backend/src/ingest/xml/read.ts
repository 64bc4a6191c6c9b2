import type { ReadBom } from '../json/read';
import type { AnalysisLimits } from '../limits';
import { refuse } from '../errors';
import type { XsdValidators } from './validator';

export async function readXmlBom(
  _bytes: Buffer,
  _validators: XsdValidators,
  _limits: AnalysisLimits,
): Promise<ReadBom> {
  throw refuse('sbom.format', 'XML');
}
