import type { Repository } from '../repository/Repository';
import { at, seconds, string } from '../repository/values';
import { EvidenceFault, SectionGap } from '../sections';
import type { SectionContent } from '../types';

const FILE = '.waymark/manifest.json';

/** The template that the repository came from, and until when it is kept. */
export async function readTemplate(
  repository: Repository,
): Promise<SectionContent<'template'>> {
  if (!repository.has(FILE)) {
    throw new SectionGap('absent');
  }
  const manifest = await repository.json(FILE);
  const ref = string(at(manifest, 'template', 'ref'));
  const version = string(at(manifest, 'template', 'version'));
  const stated = at(manifest, 'template', 'endOfSupport') ?? null;
  const endOfSupport = seconds(stated);
  if (!ref || !version || (stated !== null && endOfSupport === null)) {
    throw new EvidenceFault(`${FILE} does not name its template`);
  }
  const journey = string(at(manifest, 'journey'));
  return { ref, version, endOfSupport, journey };
}
