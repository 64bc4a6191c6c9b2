import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ErrorRequestHandler } from 'express';
import { ZodError } from 'zod';
import { ProblemError, type ProblemIssue } from './problems';

/**
 * The codes of one domain for errors that are not ours.
 *
 * @public
 */
export interface ProblemCodes {
  /** 400: a parameter or a body that does not fit. */
  input: string;
  /** 404: thrown as `NotFoundError`. */
  notFound: string;
  /** 503: a part that is needed does not answer, or there is no room. */
  busy: string;
  /** 500: everything else. */
  internal: string;
}

/**
 * Maps every error to problem details. What is not known to be fit for the
 * caller becomes a 500 without any particulars, and goes to the log with all
 * of them.
 *
 * @public
 */
export function problemMiddleware(options: {
  codes: ProblemCodes;
  logger: LoggerService;
}): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const problem = toProblem(error, options.codes);
    if (problem.status >= 500) {
      options.logger.error(
        `Request failed with ${problem.code}`,
        problem.cause instanceof Error ? problem.cause : asError(error),
      );
    }
    if (res.headersSent) {
      next(error);
      return;
    }
    if (problem.status === 401) {
      // RFC 9110, 15.5.2: a 401 names a challenge.
      res.setHeader('www-authenticate', 'Bearer');
    }
    if (problem.status === 503) {
      res.setHeader('retry-after', '5');
    }
    res
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.toDetails()));
  };
}

/**
 * What {@link problemMiddleware} would answer to an error.
 *
 * @public
 */
export function toProblem(error: unknown, codes: ProblemCodes): ProblemError {
  if (error instanceof ProblemError) {
    return error;
  }
  if (error instanceof ZodError) {
    const issues = zodIssues(error);
    return new ProblemError(
      400,
      codes.input,
      issues[0]?.message ?? 'The request is not valid.',
      { issues },
    );
  }
  const shape = shapeOf(error);
  const known = ofPlatform(shape.name, shape.message, codes, error);
  if (known) {
    return known;
  }
  // body-parser and http-errors mark what may be shown.
  const { status, message } = shape;
  if (shape.expose && status !== undefined && status >= 400 && status < 500) {
    return new ProblemError(status, codes.input, message);
  }
  return new ProblemError(
    500,
    codes.internal,
    'The server failed to answer this request; the cause is in its log.',
    { cause: error },
  );
}

/** The errors of `@backstage/errors` that mean something to a caller. */
function ofPlatform(
  name: string,
  message: string,
  codes: ProblemCodes,
  cause: unknown,
): ProblemError | undefined {
  switch (name) {
    case 'AuthenticationError':
      return new ProblemError(
        401,
        'auth.unauthenticated',
        'The request carries no valid token.',
        { hint: 'Send an Authorization header with a Bearer token.' },
      );
    case 'NotAllowedError':
      return new ProblemError(
        403,
        'auth.forbidden',
        'The caller does not have the permission that this needs.',
      );
    case 'InputError':
      return new ProblemError(400, codes.input, message);
    case 'NotFoundError':
      return new ProblemError(404, codes.notFound, message);
    case 'ServiceUnavailableError':
      return new ProblemError(
        503,
        codes.busy,
        'A service that this needs does not answer. Try again later.',
        { cause },
      );
    default:
      return undefined;
  }
}

function zodIssues(error: ZodError): ProblemIssue[] {
  return error.issues.slice(0, 100).map(issue => {
    const path = issue.path.map(String);
    return {
      code: `request.${issue.code}`,
      message: path.length
        ? `${path.join('.')}: ${issue.message}`
        : issue.message,
    };
  });
}

function shapeOf(error: unknown) {
  const shape = (typeof error === 'object' && error ? error : {}) as {
    name?: unknown;
    message?: unknown;
    status?: unknown;
    expose?: unknown;
  };
  return {
    name: typeof shape.name === 'string' ? shape.name : '',
    message: typeof shape.message === 'string' ? shape.message : '',
    status: typeof shape.status === 'number' ? shape.status : undefined,
    expose: shape.expose === true,
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
