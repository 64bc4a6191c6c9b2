import type { ErrorEvent } from '../providers/taps/openaiTap';
import { refusedPart } from '../providers/refused';
import { isObject } from '../providers/taps/sse';
import type { UpstreamCall } from '../types';
import type { Problem } from '../upstream/errors';

/** What both translations stand on. */
export interface TranslationContext {
  readonly call: UpstreamCall;
  readonly errorEvent: ErrorEvent;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A part of a request that the other dialect has no word for. */
export class UnsupportedPart extends Error {
  readonly name = 'UnsupportedPart';
  readonly problem: Problem;
  constructor(param: string, why?: string) {
    super(param);
    this.problem = refusedPart(param, why);
  }
}

export type Json = Record<string, unknown>;

/** A list, or nothing when it is left out. */
export function listAt(value: unknown, param: string): unknown[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw new UnsupportedPart(param, 'it must be a list');
  }
  return value;
}

export function objectAt(value: unknown, param: string): Json {
  if (!isObject(value)) {
    throw new UnsupportedPart(param, 'it must be an object');
  }
  return value;
}

export function textAt(value: unknown, param: string): string {
  if (typeof value !== 'string') {
    throw new UnsupportedPart(param, 'it must be a string');
  }
  return value;
}

/** True for members that say nothing. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/**
 * Refuses members that are neither translated nor without effect.
 *
 * @param known - Translated elsewhere.
 * @param idle - Members that may be there with these values, as JSON texts, because they then change nothing.
 */
export function onlyKnown(
  object: Json,
  at: string,
  known: ReadonlySet<string>,
  idle: Readonly<Record<string, readonly string[]>> = {},
) {
  for (const [name, value] of Object.entries(object)) {
    if (
      !known.has(name) &&
      !isAbsent(value) &&
      !(Object.hasOwn(idle, name) && idle[name].includes(JSON.stringify(value)))
    ) {
      throw new UnsupportedPart(at === '' ? name : `${at}.${name}`);
    }
  }
}

/** Without members that are undefined. */
export function compact(object: Json): Json {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  );
}

const DATA_URL =
  /^data:(image\/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/]+={0,2})$/;

/** The image of a data URL. Others would be fetched by the provider from wherever they point to. */
export function readDataUrl(
  url: unknown,
  param: string,
): { readonly mediaType: string; readonly data: string } {
  const match = typeof url === 'string' ? DATA_URL.exec(url) : null;
  if (!match) {
    throw new UnsupportedPart(
      param,
      'images are taken as data URLs in base64 of PNG, JPEG, GIF or WebP only',
    );
  }
  return { mediaType: match[1], data: match[2] };
}
