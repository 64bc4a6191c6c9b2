import type { GateVerdict } from '@waymark/backstage-plugin-scorecards-common';
import type { PolicyRule } from '@waymark/policy-engine';
import { human } from './human';
import { junit } from './junit';
import { markdown } from './markdown';
import { sarif } from './sarif';

/** What a verdict is told with: what the rules are called. */
export interface Told {
  readonly verdict: GateVerdict;
  readonly rules: ReadonlyMap<string, PolicyRule>;
  readonly entityRef: string;
  readonly colour: boolean;
}

const formats = {
  human,
  json: ({ verdict }: Told) => `${JSON.stringify(verdict, null, 2)}\n`,
  sarif,
  junit,
  markdown,
};

export type Format = keyof typeof formats;

export const formatNames = Object.keys(formats) as Format[];

export function render(format: Format, told: Told): string {
  return formats[format](told);
}
