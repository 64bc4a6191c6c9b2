import { splice } from '../splice';
import { chatToMessages } from '../translate/chatToMessages';
import type { UpstreamCall } from '../types';
import { refusedOperation } from './refused';
import { ANTHROPIC_TEXTS, MessagesInspector } from './taps/anthropicTap';
import type { ErrorEvent } from './taps/openaiTap';
import { PassTap } from './taps/passTap';
import { anthropicUsage } from './taps/usage';
import { readWhole } from './taps/whole';
import type { Adapter, AnswerReader, Prepared } from './types';

/** The version of Anthropic's API that the translation is written for. */
const VERSION = '2023-06-01';

/** Anthropic's messages. */
export function anthropicAdapter(options: {
  readonly errorEvent: (call: UpstreamCall) => ErrorEvent;
  readonly now: () => number;
}): Adapter {
  return {
    authorise: key => ({ 'x-api-key': key }),
    headers: { 'anthropic-version': VERSION },
    prepare: call => {
      switch (call.operation) {
        case 'chat':
          return chatToMessages({
            call,
            errorEvent: options.errorEvent(call),
            now: options.now,
          });
        case 'messages':
          return messages(call, options.errorEvent(call));
        case 'count_tokens':
          return countTokens(call);
        default:
          return { refused: refusedOperation(call.operation) };
      }
    },
  };
}

function messages(call: UpstreamCall, errorEvent: ErrorEvent): Prepared {
  const changes = new Map([['model', JSON.stringify(call.model.model)]]);
  if (call.outputCap !== null) {
    changes.set('max_tokens', String(call.outputCap));
  }
  return {
    endpoint: '/v1/messages',
    body: splice(call.body, changes),
    reader: {
      whole: body => readWhole(body, anthropicUsage, true),
      stream: () =>
        new PassTap(new MessagesInspector(errorEvent), ANTHROPIC_TEXTS),
    },
  };
}

/** Counting is free of charge: nothing was used. */
const freeReader: AnswerReader = {
  whole: body => {
    const answer = readWhole(body, () => null, false);
    return (
      answer && { ...answer, usage: { input: 0, cachedInput: 0, output: 0 } }
    );
  },
  stream: () => {
    throw new Error('counting tokens has no stream');
  },
};

function countTokens(call: UpstreamCall): Prepared {
  return {
    endpoint: '/v1/messages/count_tokens',
    body: splice(
      call.body,
      new Map([['model', JSON.stringify(call.model.model)]]),
    ),
    reader: freeReader,
  };
}
