import type { Router } from 'express';
import type { Knex } from 'knex';
import type { SnapshotSource, StatementSigner } from '../ports';
import { Announcer } from './Announcer';
import { Approvers } from './Approvers';
import type { ExceptionsConfig } from './config';
import { ExceptionReader } from './ExceptionReader';
import {
  ExceptionService,
  type ExceptionServiceOptions,
} from './ExceptionService';
import { ExceptionStore } from './ExceptionStore';
import { OpenFindings } from './OpenFindings';
import { createExceptionRouter, type ExceptionRoutesOptions } from './routes';
import { Snapshots } from './Snapshots';

export { readExceptionsConfig } from './config';

/** The snapshots alone: what the rules need before there are any routes. */
export function createSnapshots(options: {
  knex: Knex;
  publicUrl: string;
  signer: StatementSigner;
}): Snapshots & SnapshotSource {
  return new Snapshots({
    issuer: options.publicUrl,
    signer: options.signer,
    store: new ExceptionStore(options.knex),
  });
}

/** What exceptions work with. */
export type ExceptionsOptions = {
  config: ExceptionsConfig;
  knex: Knex;
  snapshots: Snapshots;
} & ConstructorParameters<typeof Announcer>[0] &
  Omit<ConstructorParameters<typeof Approvers>[0], 'config'> &
  Pick<ExceptionServiceOptions, 'now' | 'onChange' | 'policies'> &
  Pick<ExceptionRoutesOptions, 'access' | 'authoriser' | 'ciTokens'> &
  Pick<ConstructorParameters<typeof ExceptionReader>[0], 'services'>;

/** Exceptions from request to end: routes, and what is done without asking. */
export function createExceptions(options: ExceptionsOptions): {
  router: Router;
  tick(signal: AbortSignal): Promise<void>;
} {
  const parts = {
    ...options,
    announcer: new Announcer(options),
    approvers: new Approvers(options),
    findings: new OpenFindings(options.knex),
    store: new ExceptionStore(options.knex),
  };
  const exceptions = new ExceptionService(parts);
  const reader = new ExceptionReader(parts);
  return {
    router: createExceptionRouter({ ...parts, exceptions, reader }),
    tick: signal => exceptions.tick(signal),
  };
}
