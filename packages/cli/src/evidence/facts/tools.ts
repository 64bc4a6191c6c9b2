import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { pipeline } from 'node:stream/promises';
import { runTool } from '../runTool';
import { type BomFile, toolOf } from '../sbom/readBom';
import { EvidenceFault } from '../sections';
import type { SectionContent } from '../types';

/** The tools that the evidence rests on, and what they are byte for byte. */
export async function readTools(sources: {
  programs: { name: string; path: string }[];
  documents: (BomFile | null)[];
}): Promise<SectionContent<'tools'>> {
  const items = sources.documents.flatMap(file => {
    const tool = file ? toolOf(file.value) : null;
    return tool ? [{ ...tool, digest: null as string | null }] : [];
  });
  for (const { name, path } of sources.programs) {
    const version = (await runTool(path, ['version'], tmpdir())).trim();
    items.push({ name, version, digest: await digestOf(path) });
  }
  return { items };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash).catch(() => {
    throw new EvidenceFault('A tool cannot be read');
  });
  return `sha256:${hash.digest('hex')}`;
}
