import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { type MarkState, StateMark } from '../marks/StateMark';

const Root = styled('div')({
  display: 'flex',
  gap: 8,
  alignItems: 'flex-start',
  padding: '8px 12px',
  borderRadius: 4,
  background: 'var(--wm-fill)',
  fontSize: 12,
  lineHeight: '16px',
  '& .end': { marginLeft: 'auto', whiteSpace: 'nowrap' },
  '&.page': {
    alignItems: 'center',
    padding: '8px 16px',
    borderRadius: 8,
    background: 'var(--wm-card)',
    boxShadow: '0 0 0 1px var(--wm-card-edge)',
    fontSize: 14,
    lineHeight: '20px',
  },
});

/**
 * A data-state sentence: what is missing, why, and the next action.
 *
 * @public
 */
export function Note(props: {
  state: MarkState;
  children: ReactNode;
  /** The next action: a link or a button, on a page at the line's end. */
  action?: ReactNode;
  /** `page` stands on the page, `card` (the default) inside a card. */
  on?: 'page' | 'card';
}) {
  return (
    <Root className={props.on} role="note">
      <StateMark state={props.state} />
      <p>
        {props.children}
        {props.action && props.on !== 'page' && <> {props.action}</>}
      </p>
      {props.action && props.on === 'page' && (
        <span className="end">{props.action}</span>
      )}
    </Root>
  );
}
