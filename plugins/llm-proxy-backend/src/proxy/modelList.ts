import type { Model } from '../models/types';
import type { Principal } from '../principals/types';
import type { Dialect, ProxyPorts } from './types';

/** The models that the policy lets a principal use for anything, by alias. */
export async function modelsOf(
  ports: ProxyPorts,
  principal: Principal,
  now: number,
): Promise<Model[]> {
  const models: Model[] = [];
  for (const model of ports.models.list()) {
    const ended = model.endOfLife !== null && model.endOfLife <= now;
    if (!ended && (await isAllowed(ports, principal, model))) {
      models.push(model);
    }
  }
  return models;
}

async function isAllowed(
  { policy }: ProxyPorts,
  principal: Principal,
  model: Model,
): Promise<boolean> {
  for (const operation of model.operations) {
    try {
      if ((await policy.decide({ principal, operation, model })).allowed) {
        return true;
      }
    } catch {
      // A policy that cannot be asked denies.
    }
  }
  return false;
}

/** One model in the manner of the dialect; when it was made is not known here. */
export function modelObject(model: Model, dialect: Dialect): object {
  return dialect === 'anthropic'
    ? {
        type: 'model',
        id: model.alias,
        display_name: model.title,
        created_at: '1970-01-01T00:00:00Z',
      }
    : {
        id: model.alias,
        object: 'model',
        created: 0,
        owned_by: model.provider,
      };
}

export function modelListObject(
  models: readonly Model[],
  dialect: Dialect,
): object {
  const data = models.map(model => modelObject(model, dialect));
  return dialect === 'anthropic'
    ? {
        data,
        has_more: false,
        first_id: models.at(0)?.alias ?? null,
        last_id: models.at(-1)?.alias ?? null,
      }
    : { object: 'list', data };
}
