import type { ParseArgsConfig } from 'node:util';

/** Where a command writes, and what it was started with. */
export interface Terminal {
  /** The result. */
  out(text: string): void;
  /** Progress and errors. */
  err(text: string): void;
  readonly env: NodeJS.ProcessEnv;
  /** Whether the result goes to a person's terminal. */
  readonly colour: boolean;
}

export type Flags = Readonly<Record<string, string | boolean | undefined>>;

/** A verb. */
export interface Command {
  readonly summary: string;
  readonly options: Readonly<
    Record<
      string,
      NonNullable<ParseArgsConfig['options']>[string] & { help: string }
    >
  >;
  /** @returns the exit code */
  run(flags: Flags, terminal: Terminal): Promise<number>;
}

export const subjectOptions = {
  root: { type: 'string', help: 'folder of the repository; default .' },
  entity: {
    type: 'string',
    help: 'entity reference; default: the component of catalog-info.yaml',
  },
  commit: { type: 'string', help: 'full hash; default: from CI or git' },
  stage: {
    type: 'string',
    help: 'pull_request, main or deploy; default: by the CI event',
  },
  base: {
    type: 'string',
    help: 'revision that the change starts from, for its list of files',
  },
  'repository-id': {
    type: 'string',
    help: 'id of the repository; default: from CI',
  },
} as const;

/** How to reach the portal. */
export const portalOptions = {
  portal: {
    type: 'string',
    help: 'base URL of the portal; default: WAYMARK_PORTAL',
  },
} as const;
