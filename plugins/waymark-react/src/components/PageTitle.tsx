import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';

const Root = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  gap: 16,
  alignItems: 'flex-start',
  '& > div:first-of-type': { flex: 1, minWidth: 320 },
  '& p': { color: 'var(--wm-muted)', minHeight: 20 },
});

/**
 * A page's title and the one sentence that says what it answers.
 *
 * @public
 */
export function PageTitle(props: {
  title: ReactNode;
  children: ReactNode;
  /** Controls at the end of the line. */
  end?: ReactNode;
}) {
  return (
    <Root>
      <div>
        <h1>{props.title}</h1>
        <p>{props.children}</p>
      </div>
      {props.end}
    </Root>
  );
}
