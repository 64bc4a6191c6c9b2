import GlobalStyles from '@mui/material/GlobalStyles';
import { ThemeProvider, styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { waymarkTheme } from './theme';
import { tokenStyles } from './tokens';

const Root = styled('div')({
  color: 'var(--wm-fg)',
  fontFamily: 'var(--bui-font-regular, system-ui, sans-serif)',
  fontSize: 14,
  lineHeight: '20px',
  fontWeight: 400,
  '& *, & *::before, & *::after': { boxSizing: 'border-box' },
  '& h1, & h2, & h3, & p, & ul, & ol, & dl, & dd': { margin: 0, padding: 0 },
  '& ul, & ol': { listStyle: 'none' },
  '& h1': { fontSize: 24, lineHeight: '32px', fontWeight: 600 },
  '& h2': { fontSize: 16, lineHeight: '24px', fontWeight: 600 },
  '& h3': { fontSize: 12, lineHeight: '16px', fontWeight: 600 },
  '& b, & strong': { fontWeight: 600 },
  '& code, & kbd': { fontFamily: 'var(--wm-mono)', fontSize: 12 },
  '& time': { whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
  // A link inside a sentence is told by more than its colour (WCAG 1.4.1).
  '& p a, & footer a': {
    textDecoration: 'underline',
    textDecorationThickness: 1,
    textUnderlineOffset: 3,
  },
});

const page = {
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr)',
  gap: '16px',
  padding: '0 20px 32px',
};

/**
 * Sets tokens and theme for everything inside. Each extension's element has
 * exactly one at its top; `data-waymark-root` marks it for accessibility
 * checks.
 *
 * @public
 */
export function WaymarkRoot(props: {
  children: ReactNode;
  /** `page` adds the page's padding and gaps. */
  layout?: 'page' | 'plain';
}) {
  return (
    <ThemeProvider theme={waymarkTheme}>
      <GlobalStyles styles={tokenStyles} />
      <Root data-waymark-root="" sx={props.layout === 'page' ? page : null}>
        {props.children}
      </Root>
    </ThemeProvider>
  );
}
