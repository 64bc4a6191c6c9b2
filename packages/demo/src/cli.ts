import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { seedLlm } from './llm/seedLlm';
import { examplesFolder } from './paths';
import { seed } from './seed/seed';

/* eslint-disable no-console -- a command's output is the console */

const credentialsSchema = z.object({
  baseUrl: z.url(),
  ciToken: z.string().min(1),
  importToken: z.string().min(1),
});

async function readCredentials(file: string | undefined) {
  if (!file) {
    throw new Error(
      'Give the file with the development tokens: --credentials <data folder>/dev-credentials.json',
    );
  }
  const read = credentialsSchema.safeParse(
    JSON.parse(await readFile(file, 'utf8')),
  );
  if (!read.success) {
    throw new Error(`${file} is not what npm start writes: ${read.error}`);
  }
  return read.data;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { credentials: { type: 'string' } },
  });
  const { baseUrl, ...tokens } = await readCredentials(values.credentials);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const counts = await seed({
    baseUrl,
    tokens,
    examples: examplesFolder,
    log: line => console.log(line),
    signal: stop.signal,
    now: Date.now,
  });
  const { services, sent, repeated, refused } = counts;
  console.log(
    `${services} services: ${sent} uploads sent, ${repeated} were there, ${refused} refused as planned`,
  );
  const calls = await seedLlm({
    baseUrl,
    importToken: tokens.importToken,
    examples: examplesFolder,
    signal: stop.signal,
    now: Date.now,
  });
  console.log(
    `models: ${calls.imported} calls of the past brought in, ${calls.answered} made, ${calls.refused} refused as planned`,
  );
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
