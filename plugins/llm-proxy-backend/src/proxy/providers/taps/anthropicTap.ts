import type { Usage } from '../../../quota/types';
import type { ErrorEvent } from './openaiTap';
import type { Inspector, Verdict } from './passTap';
import { Needle, isObject, objectOf } from './sse';
import { anthropicUsage } from './usage';

/** Members of Anthropic's events that hold what the model wrote. */
export const ANTHROPIC_TEXTS = ['"text":"', '"partial_json":"', '"thinking":"'];

/**
 * Counts of a stream of messages: those of the input come first, those of the
 * output are final with the event that gives the reason for the stop. Later
 * counts replace earlier ones, member by member.
 */
export class MessagesUsage {
  private counts: Record<string, unknown> = {};
  private final = false;

  take(event: Record<string, unknown>) {
    const { message, delta } = event;
    const usage = isObject(message) ? message.usage : event.usage;
    if (isObject(usage)) {
      for (const [name, value] of Object.entries(usage)) {
        if (value !== null) {
          this.counts[name] = value;
        }
      }
    }
    this.final ||=
      isObject(usage) &&
      isObject(delta) &&
      typeof delta.stop_reason === 'string';
  }

  /** Null until it is final. */
  get value(): Usage | null {
    return this.final ? anthropicUsage(this.counts) : null;
  }
}

/** Streams of messages. They are whole with `message_stop`. */
export class MessagesInspector implements Inspector {
  complete = false;
  failed = false;
  readonly estimable = true;
  private readonly counts = new MessagesUsage();
  private readonly marks = ['"usage"', '"message_stop"', '"error"'].map(
    text => new Needle(text),
  );

  constructor(private readonly errorEvent: ErrorEvent) {}

  get usage() {
    return this.counts.value;
  }

  inspect(bytes: Buffer, start: number, end: number): Verdict {
    if (this.marks.every(mark => mark.find(bytes, start, end) === -1)) {
      return undefined;
    }
    const event = objectOf(bytes, start, end);
    switch (event?.type) {
      case 'message_start':
      case 'message_delta':
        this.counts.take(event);
        return undefined;
      case 'message_stop':
        this.complete = true;
        return undefined;
      case 'error':
        this.failed = true;
        return this.errorEvent(event);
      default:
        return undefined;
    }
  }
}
