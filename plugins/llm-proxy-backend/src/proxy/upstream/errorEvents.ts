import { isObject } from '../providers/taps/sse';
import type { ErrorEvent } from '../providers/taps/openaiTap';
import type { Dialect, UpstreamCall } from '../types';
import { errorObject, readProblem, type Problem } from './errors';

/** One event of a stream. */
export function sseEvent(name: string | null, data: unknown): Buffer {
  const head = name === null ? '' : `event: ${name}\n`;
  return Buffer.from(`${head}data: ${JSON.stringify(data)}\n\n`);
}

/**
 * Turns an error event of the provider into one for the client: in its
 * dialect, with nothing in the message that is not for it.
 *
 * @param speaks - The dialect of the provider.
 */
export function errorEventFor(
  call: UpstreamCall,
  speaks: Dialect,
  scrub: (text: string) => string,
): ErrorEvent {
  return event => {
    if (event.type === 'response.failed' && isObject(event.response)) {
      const problem = read(
        { error: event.response.error },
        speaks,
        call,
        scrub,
      );
      return sseEvent('response.failed', {
        ...event,
        response: {
          ...event.response,
          error: {
            code: problem.code ?? 'server_error',
            message: problem.message,
          },
        },
      });
    }
    return errorEvent(call, read(event, speaks, call, scrub));
  };
}

function read(
  event: Record<string, unknown>,
  speaks: Dialect,
  call: UpstreamCall,
  scrub: (text: string) => string,
): Problem {
  // The status of the answer was 200; what failed is the provider.
  const problem = readProblem(event, 500, speaks, call.dialect, scrub);
  return problem.message.includes('status 500')
    ? { ...problem, message: 'The provider failed while it answered.' }
    : problem;
}

/** The error event of the route that the call came by. */
function errorEvent(call: UpstreamCall, problem: Problem): Buffer {
  if (call.operation === 'responses') {
    return sseEvent('error', {
      type: 'error',
      code: problem.code ?? 'server_error',
      message: problem.message,
      param: problem.param,
      sequence_number: 0,
    });
  }
  const object = errorObject(call.dialect, problem);
  return sseEvent(call.dialect === 'anthropic' ? 'error' : null, object);
}
