import { SbomClient } from '@waymark/backstage-plugin-sbom-common';
import {
  gateVerdictSchema,
  ScorecardsClient,
} from '@waymark/backstage-plugin-scorecards-common';
import { parseEvidence } from '@waymark/policy-engine';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CliError, exitCodes } from '../errors';
import { type PortalAccess, transportOf } from '../platform/sources';
import { readJson } from '../tools/files';
import { portalOf, text } from './flags';
import {
  type Command,
  type Flags,
  portalOptions,
  type Terminal,
} from './types';

/** Milliseconds between attempts. */
const PAUSES = [1_000, 3_000, 10_000, 30_000];

export const upload: Command = {
  summary: 'sends SBOM, evidence and verdict to the portal',
  options: {
    ...portalOptions,
    sbom: { type: 'string', help: 'SBOM to send; default: none' },
    evidence: { type: 'string', help: 'file; default evidence.json' },
    verdict: { type: 'string', help: "the gate's verdict; default: none" },
    slot: { type: 'string', help: 'source or image; default source' },
    channel: {
      type: 'string',
      help: 'main, pr or deployed:<environment>; default: by the stage',
    },
  },
  async run(flags, terminal) {
    const access = portalOf(flags, terminal.env);
    if (!access) {
      throw new CliError(
        'usage',
        'The portal is not known.',
        'Name it by --portal or WAYMARK_PORTAL.',
      );
    }
    const evidence = parseEvidence(
      await readJson(resolve(text(flags, 'evidence') ?? 'evidence.json')),
    );
    if (text(flags, 'sbom')) {
      await sendSbom(access, flags, terminal, evidence);
    }
    await sendEvidence(access, flags, terminal, evidence);
    return exitCodes.pass;
  },
};

type Parsed = ReturnType<typeof parseEvidence>;

async function sendSbom(
  access: PortalAccess,
  flags: Flags,
  terminal: Terminal,
  { context, subject }: Parsed,
) {
  const content = await readFile(resolve(text(flags, 'sbom')!));
  const client = new SbomClient(transportOf(access));
  const channels = {
    pull_request: 'pr',
    main: 'main',
    deploy: `deployed:${context.environment ?? 'prod'}`,
  };
  const receipt = await attempt(terminal, 'The SBOM', () =>
    client.uploadBom(
      {
        entityRef: subject.entityRef,
        slot: text(flags, 'slot') ?? 'source',
        channel: text(flags, 'channel') ?? channels[context.stage],
        commit: subject.commit,
      } as Parameters<SbomClient['uploadBom']>[0],
      { content, contentType: 'application/vnd.cyclonedx+json' },
      { token: access.token },
    ),
  );
  terminal.out(`SBOM ${receipt.uploadId}\n`);
}

async function sendEvidence(
  access: PortalAccess,
  flags: Flags,
  terminal: Terminal,
  evidence: Parsed,
) {
  const file = text(flags, 'verdict');
  const verdict = file
    ? gateVerdictSchema.parse(await readJson(resolve(file)))
    : null;
  const client = new ScorecardsClient(transportOf(access));
  const receipt = await attempt(terminal, 'The evidence', () =>
    client.sendEvidence({ evidence, verdict }, { token: access.token }),
  );
  const { comparison, decision, id } = receipt.verdict;
  terminal.out(`Verdict ${id}: ${decision}\n`);
  if (comparison.state === 'different') {
    terminal.err(
      `The portal judges otherwise by ${comparison.rules.join(', ')}.\n`,
    );
  }
}

/**
 * Until the portal acknowledges: sending again is safe, as it answers a repeat
 * with the receipt of the first.
 */
async function attempt<T>(
  { err }: Terminal,
  what: string,
  send: () => Promise<T>,
): Promise<T> {
  for (let turn = 0; ; turn += 1) {
    try {
      return await send();
    } catch (error) {
      const { status, message } = error as { status?: number; message: string };
      const final = status !== undefined && status < 500 && status !== 429;
      const pause = PAUSES[turn];
      if (final || pause === undefined) {
        throw new CliError(
          final ? 'upload.refused' : 'platform.unreachable',
          `${what} was not taken: ${message}`,
          final ? undefined : 'Nothing is lost: run it again.',
          { cause: error },
        );
      }
      err(`${what} was not taken (${message}); again in ${pause / 1_000} s\n`);
      await wait(pause);
    }
  }
}
