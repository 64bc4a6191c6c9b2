/**
 * Stable codes of what goes wrong outside of the rules. All of them end with
 * exit code 2, but `usage`, which ends with 64.
 */
export type CliErrorCode =
  | 'usage'
  | 'context.commit'
  | 'context.entity'
  | 'evidence.invalid'
  | 'file.unreadable'
  | 'platform.keys'
  | 'platform.unreachable'
  | 'platform.bundle'
  | 'snapshot.replayed'
  | 'tool.absent'
  | 'tool.failed'
  | 'upload.refused';

/** What happened, with what to do about it. */
export class CliError extends Error {
  constructor(
    readonly code: CliErrorCode,
    message: string,
    readonly hint?: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'CliError';
  }
}

/** What the process ends with. */
export const exitCodes = {
  /** No rule denies. */
  pass: 0,
  /** At least one rule denies. */
  refused: 1,
  /** There is no verdict: invalid evidence, no platform, a tool that failed. */
  notJudged: 2,
  /** The command was not understood. */
  usage: 64,
} as const;
