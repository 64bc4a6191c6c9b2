import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { type MarkState, StateMark } from './StateMark';

const Line = styled('span')({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
  whiteSpace: 'nowrap',
  verticalAlign: 'top',
});

const Chip = styled(Line)({
  height: 24,
  padding: '0 8px 0 6px',
  border: '1px solid var(--wm-chip-edge)',
  borderRadius: 12,
  fontSize: 12,
});

/**
 * Shape and word, for lines and table cells.
 *
 * @public
 */
export function State(props: { state: MarkState; children: ReactNode }) {
  return (
    <Line>
      <StateMark state={props.state} />
      {props.children}
    </Line>
  );
}

/**
 * Shape and word with an edge around them, for a card's header.
 *
 * @public
 */
export function StateChip(props: { state: MarkState; children: ReactNode }) {
  return (
    <Chip>
      <StateMark state={props.state} />
      {props.children}
    </Chip>
  );
}
