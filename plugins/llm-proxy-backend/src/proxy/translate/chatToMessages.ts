import { isObject, parseObject } from '../providers/taps/sse';
import { anthropicUsage } from '../providers/taps/usage';
import { readWhole } from '../providers/taps/whole';
import type { Prepared } from '../providers/types';
import type { Problem } from '../upstream/errors';
import { chatRequest } from './chatRequest';
import { UnsupportedPart, type TranslationContext } from './common';
import { MessageToChatStream, chatCompletion } from './messageAnswer';
import { TranslatingTap } from './translatingTap';

/** A chat call for a model that speaks Anthropic's messages. */
export function chatToMessages(
  context: TranslationContext,
): Prepared | { refused: Problem } {
  const { call } = context;
  try {
    const options = call.body.value.stream_options;
    const withUsage = isObject(options) && options.include_usage === true;
    return {
      endpoint: '/v1/messages',
      body: Buffer.from(JSON.stringify(chatRequest(call))),
      reader: {
        whole: body => {
          const read = readWhole(body, anthropicUsage, true);
          const message = read && parseObject(body.toString('utf8'));
          const completion = message && chatCompletion(message, context);
          return (
            completion && {
              ...read,
              body: Buffer.from(JSON.stringify(completion)),
            }
          );
        },
        stream: () =>
          new TranslatingTap(new MessageToChatStream(context, withUsage)),
      },
    };
  } catch (error) {
    if (error instanceof UnsupportedPart) {
      return { refused: error.problem };
    }
    throw error;
  }
}
