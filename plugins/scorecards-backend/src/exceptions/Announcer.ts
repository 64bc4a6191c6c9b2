import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import { randomUUID } from 'node:crypto';
import type { ExceptionRecord, Happening } from './types';

/** Topic of the events, each a CloudEvent of a CDEvents custom type. */
const TOPIC = 'waymark.exceptions';

/** Tells the audit log, other plugins and people what became of exceptions. */
export class Announcer {
  readonly #options: {
    appUrl: string;
    auditor: AuditorService;
    events: EventsService;
    logger: LoggerService;
    notifications: NotificationService;
    publicUrl: string;
  };

  constructor(options: {
    /** Where the portal's pages are. */
    appUrl: string;
    auditor: AuditorService;
    events: EventsService;
    logger: LoggerService;
    notifications: NotificationService;
    /** Source of the events. */
    publicUrl: string;
  }) {
    this.#options = options;
  }

  /** After each step that was taken; `from` is how many lines were told before. */
  async changed(record: ExceptionRecord, from: number): Promise<void> {
    for (const { at, by, what } of record.history.slice(from)) {
      await this.#audit(record, what, by);
      await this.#publish(record, what, by, at);
    }
  }

  /** Whether the platform has taken it; without its notifications it never does. */
  async notify(
    record: ExceptionRecord,
    recipients: string[],
    title: string,
  ): Promise<boolean> {
    const { appUrl, logger, notifications } = this.#options;
    try {
      await notifications.send({
        recipients: { type: 'entity', entityRef: recipients },
        payload: {
          title,
          description: `${record.rule} for ${record.entityRef}`,
          link: `${appUrl}/scorecards/exceptions?id=${record.id}`,
          topic: TOPIC,
          scope: `exception:${record.id}`,
        },
      });
      return true;
    } catch (error) {
      logger.debug(`No notification about exception ${record.id}`, {
        cause: String(error),
      });
      return false;
    }
  }

  async #audit(record: ExceptionRecord, what: Happening, by: string | null) {
    const event = await this.#options.auditor.createEvent({
      eventId: 'exception-transition',
      severityLevel: 'medium',
      meta: { action: what, actor: by, ...gist(record) },
    });
    await event.success();
  }

  async #publish(
    record: ExceptionRecord,
    what: Happening,
    by: string | null,
    at: number,
  ): Promise<void> {
    const { events, logger, publicUrl } = this.#options;
    try {
      await events.publish({
        topic: TOPIC,
        eventPayload: {
          specversion: '1.0',
          id: randomUUID(),
          source: publicUrl,
          // CDEvents, custom events: dev.cdeventsx.<tool>-<subject>.<predicate>.
          type: `dev.cdeventsx.waymark-exception.${what}.0.1.0`,
          time: new Date(at).toISOString(),
          subject: record.id,
          datacontenttype: 'application/json',
          data: { ...gist(record), by },
        },
      });
    } catch (error) {
      // Events only shorten a delay: who needs them reads the API as well.
      logger.warn(`No event about exception ${record.id}`, {
        cause: String(error),
      });
    }
  }
}

function gist(record: ExceptionRecord) {
  return {
    id: record.id,
    rule: record.rule,
    entityRef: record.entityRef,
    finding: record.finding,
    state: record.state,
    breakGlass: record.breakGlass,
    imported: record.imported,
    expires: new Date(record.expires).toISOString(),
  };
}
