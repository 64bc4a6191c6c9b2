import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { useDocumentTitle } from '../hooks/useDocumentTitle';

const Root = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  gap: 16,
  alignItems: 'flex-start',
  '& > div:first-of-type': { flex: 1, minWidth: 320 },
  '& > div:first-of-type > h2': { fontSize: 24, lineHeight: '32px' },
  '& p': { color: 'var(--wm-muted)', minHeight: 20 },
});

/**
 * A page's title and the one sentence that says what it answers. A title that
 * is text is that of the window, too.
 *
 * @public
 */
export function PageTitle(props: {
  title: ReactNode;
  children: ReactNode;
  /** Controls at the end of the line. */
  end?: ReactNode;
  /**
   * `h1` where the page has no header of Backstage's, which brings one.
   * Default `h2`; looks the same.
   */
  heading?: 'h1' | 'h2';
}) {
  const Heading = props.heading ?? 'h2';
  const { title } = props;
  useDocumentTitle(typeof title === 'string' ? title : undefined);
  return (
    // Without Backstage's header nothing else keeps the title off the edge.
    <Root style={Heading === 'h1' ? { paddingTop: 24 } : undefined}>
      <div>
        <Heading>{title}</Heading>
        <p>{props.children}</p>
      </div>
      {props.end}
    </Root>
  );
}
