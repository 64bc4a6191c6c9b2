import type {
  LifecycleService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { PolicyService } from '@waymark/backstage-plugin-policy-node';
import type { Parts } from '../parts';

const REEVALUATION = 'scorecards-reevaluation';

/** Everything that is done without being asked. */
export async function scheduleTasks(
  options: {
    lifecycle: LifecycleService;
    logger: LoggerService;
    policies: PolicyService;
    scheduler: SchedulerService;
  } & Parts,
): Promise<void> {
  const { exceptions, lifecycle, logger, policies, scheduler, signer } =
    options;
  const { reevaluation, retention, statuses } = options.services;
  await scheduler.scheduleTask({
    id: REEVALUATION,
    frequency: { minutes: 1 },
    timeout: { minutes: 30 },
    initialDelay: { seconds: 20 },
    fn: async signal => {
      await reevaluation.run(signal);
    },
  });
  await scheduler.scheduleTask({
    id: 'scorecards-catalog',
    frequency: { minutes: 5 },
    timeout: { minutes: 10 },
    initialDelay: { minutes: 1 },
    fn: signal => reevaluation.watchCatalog(signal),
  });
  await scheduler.scheduleTask({
    id: 'scorecards-commit-statuses',
    frequency: { seconds: 15 },
    timeout: { minutes: 15 },
    initialDelay: { seconds: 10 },
    fn: signal => statuses.run(signal),
  });
  await scheduler.scheduleTask({
    id: 'scorecards-exceptions',
    frequency: { minutes: 1 },
    timeout: { minutes: 10 },
    initialDelay: { seconds: 30 },
    fn: signal => exceptions.tick(signal),
  });
  await scheduler.scheduleTask({
    id: 'scorecards-signing',
    frequency: { hours: 1 },
    timeout: { minutes: 5 },
    initialDelay: { minutes: 2 },
    fn: () => signer.maintain(),
  });
  await scheduler.scheduleTask({
    id: 'scorecards-retention',
    frequency: { hours: 1 },
    timeout: { minutes: 30 },
    initialDelay: { minutes: 5 },
    fn: signal => retention.run(signal),
  });
  const stop = policies.onChange(() => {
    // The schedule comes to it anyway; this only shortens the delay. It is
    // refused while a round runs.
    scheduler
      .triggerTask(REEVALUATION)
      .catch(error => logger.debug('The next round comes by schedule', error));
  });
  lifecycle.addShutdownHook(stop);
}
