import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import type { Recording } from '../mockUpstream';

interface Interaction {
  request: {
    url: string;
    body: string;
    headers: Record<string, string[]>;
  };
  response: { code: number; body: string; headers: Record<string, string[]> };
}

/** All recordings of a folder; none when it is not there. */
export function readCassettes(folder: string): Recording[] {
  if (!existsSync(folder)) {
    // eslint-disable-next-line no-console
    console.warn(`Skipped: no recordings in ${folder}`);
    return [];
  }
  return readdirSync(folder)
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .flatMap(file => {
      const { interactions } = parse(
        readFileSync(join(folder, file), 'utf8'),
      ) as { interactions: Interaction[] };
      return interactions.map(({ request, response }) => ({
        name: basename(file, '.yaml'),
        path: new URL(request.url).pathname,
        request: Buffer.from(request.body ?? ''),
        requestType: request.headers['Content-Type']?.[0] ?? '',
        status: response.code,
        type: response.headers['Content-Type']?.[0] ?? '',
        body: Buffer.from(response.body),
      }));
    });
}
