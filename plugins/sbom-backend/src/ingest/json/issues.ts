import type { BomIssue } from '@waymark/backstage-plugin-sbom-common';
import type { ErrorObject } from 'ajv';
import { showValue, shorten } from '../text';

const CHOICES = new Set(['anyOf', 'oneOf']);

/** At most so many alternatives are listed in a hint. */
const LISTED = 12;

/**
 * What of Ajv's errors helps: where a value fits none of several shapes, the
 * errors of the shape that came closest instead of those of all shapes.
 */
export function usefulErrors(errors: ErrorObject[]): ErrorObject[] {
  if (!errors.some(error => CHOICES.has(error.keyword))) {
    return errors;
  }
  const useful: ErrorObject[] = [];
  for (const error of errors) {
    if (!CHOICES.has(error.keyword)) {
      useful.push(error);
      continue;
    }
    // Errors of the shapes come right before that of the choice.
    const branches: ErrorObject[] = [];
    while (useful.length > 0 && isBranch(useful[useful.length - 1], error)) {
      branches.push(useful.pop() as ErrorObject);
    }
    const closest = deepest(branches.reverse(), error);
    useful.push(...(closest.length > 0 ? closest : [error]));
  }
  return useful;
}

function isBranch(candidate: ErrorObject, choice: ErrorObject): boolean {
  const at = choice.instancePath;
  const path = candidate.instancePath;
  return path === at || path.startsWith(`${at}/`);
}

/** Errors inside the value beat errors of the value as a whole. */
function deepest(branches: ErrorObject[], choice: ErrorObject): ErrorObject[] {
  const inside = branches.filter(
    branch => branch.instancePath.length > choice.instancePath.length,
  );
  const depth = Math.max(0, ...inside.map(levels));
  return inside.filter(branch => levels(branch) === depth).slice(0, 3);
}

function levels(error: ErrorObject): number {
  return error.instancePath.split('/').length;
}

/** One error of Ajv as an issue; `prefix` is the pointer to what was checked. */
export function toIssue(error: ErrorObject, prefix: string): BomIssue {
  const hint = hintOf(error);
  return {
    code: `schema.${error.keyword}`,
    message: messageOf(error),
    pointer: shorten(prefix + error.instancePath, 1000),
    value: showValue(error.data),
    ...(hint && { hint }),
  };
}

function messageOf(error: ErrorObject): string {
  const { keyword, params } = error;
  switch (keyword) {
    case 'additionalProperties':
      return `The member ${name(params.additionalProperty)} is not known here.`;
    case 'required':
      return `The member ${name(params.missingProperty)} is missing.`;
    case 'enum':
      return 'The value is none of those allowed here.';
    case 'anyOf':
    case 'oneOf':
      return params.passingSchemas
        ? 'The value fits several shapes of which it may have one.'
        : 'The value has none of the shapes allowed here.';
    default:
      return `The value ${error.message ?? 'is not allowed here'}.`;
  }
}

function hintOf(error: ErrorObject): string | undefined {
  const { keyword, params } = error;
  if (keyword === 'enum' && Array.isArray(params.allowedValues)) {
    const allowed = params.allowedValues as unknown[];
    const listed = allowed.slice(0, LISTED).map(String).join(', ');
    const rest = allowed.length - LISTED;
    return `Allowed: ${listed}${rest > 0 ? `, and ${rest} more` : ''}.`;
  }
  if (keyword === 'additionalProperties') {
    return 'Remove it, or put it into "properties" as a name and a value.';
  }
  if (keyword === 'uniqueItems') {
    return `Remove the item at index ${params.j}.`;
  }
  return undefined;
}

function name(value: unknown): string {
  return shorten(JSON.stringify(String(value)), 80);
}
