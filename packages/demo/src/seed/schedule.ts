import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type BomUploadQuery,
  channelSchema,
  slotSchema,
} from '@waymark/backstage-plugin-sbom-common';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseDuration } from './duration';

const scheduleSchema = z.strictObject({
  services: z.record(
    z.string(),
    z.array(
      z.strictObject({
        /** Below `examples/boms`. */
        document: z.string(),
        slot: slotSchema.default('source'),
        channel: channelSchema.default('main'),
        /** ISO 8601 durations before the seeding. */
        ages: z.array(z.string().transform(parseDuration)).min(1),
      }),
    ),
  ),
  refused: z.record(
    z.string(),
    z.strictObject({ document: z.string() }).optional(),
  ),
});

/** One upload of the schedule. */
export interface PlannedUpload {
  /** Below `examples/boms`. */
  document: string;
  /** Milliseconds before the seeding. */
  age: number;
  query: BomUploadQuery;
}

/** Everything that is sent for one service. */
export interface PlannedService {
  entityRef: string;
  /** From the oldest on. */
  uploads: PlannedUpload[];
  /** A broken document that follows them. */
  refused?: Omit<PlannedUpload, 'age'>;
}

type Row = z.infer<typeof scheduleSchema>['services'][string][number];

/** The same commit in every run, so that a second one repeats the first. */
function commitOf(service: string, cause: string | number): string {
  return createHash('sha1').update(`${service}\n${cause}`).digest('hex');
}

/** Age of the commit that an upload is about: what is deployed was on main. */
function commitAge(row: Row, age: number, rows: Row[]): number {
  const stateOf = ({ document }: Row) => path.basename(document).split('.')[0];
  const built = rows
    .filter(other => other.channel === 'main')
    .filter(other => stateOf(other) === stateOf(row))
    .flatMap(other => other.ages)
    .filter(other => other >= age);
  return Math.min(...(built.length > 0 ? built : [age]));
}

function entityRefOf(service: string): string {
  return `component:default/${service}`;
}

// RFC 2606 keeps `.example` for what must lead nowhere.
function runUrlOf(service: string, run: number): string {
  return `https://ci.fieldstone.example/${service}/runs/${run}`;
}

function plan(
  service: string,
  row: Row,
  age: number,
  run: number,
  rows: Row[],
): PlannedUpload {
  const { document, slot, channel } = row;
  const query = {
    entityRef: entityRefOf(service),
    slot,
    channel,
    // A source and its image come from one commit.
    commit: commitOf(service, commitAge(row, age, rows)),
    runUrl: runUrlOf(service, 1000 + run),
  };
  // Tells a deployment of the same build from a repeated message.
  const deploymentId = `${service}-${channel}-${run}`;
  return {
    document,
    age,
    query: channel.startsWith('deployed:') ? { ...query, deploymentId } : query,
  };
}

/** Reads `seed.yaml` of the examples' folder. Rejects for one that is wrong. */
export async function readSchedule(
  examples: string,
): Promise<PlannedService[]> {
  const file = path.join(examples, 'seed.yaml');
  const schedule = scheduleSchema.parse(parse(await readFile(file, 'utf8')));
  return Object.entries(schedule.services).map(([service, rows]) => {
    const entityRef = entityRefOf(service);
    const uploads = rows
      .flatMap(row => row.ages.map(age => ({ row, age })))
      .sort((a, b) => b.age - a.age)
      .map(({ row, age }, run) => plan(service, row, age, run, rows));
    const broken = schedule.refused[service];
    const refused = broken && {
      document: broken.document,
      query: {
        entityRef,
        commit: commitOf(service, 'refused'),
        runUrl: runUrlOf(service, 2000),
      },
    };
    return { entityRef, uploads, ...(refused && { refused }) };
  });
}
