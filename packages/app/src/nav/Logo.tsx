import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { styled } from '@mui/material/styles';

const Frame = styled('div')({
  height: 3 * sidebarConfig.logoHeight,
  marginBottom: -14,
  display: 'flex',
  alignItems: 'center',
  paddingLeft: 24,
  '& a': {
    display: 'flex',
    alignItems: 'center',
    gap: 10,
    color: '#7df3e1',
    fontFamily: '"Helvetica Neue", Helvetica, Roboto, Arial, sans-serif',
    fontSize: 20,
    fontWeight: 600,
    letterSpacing: '0.01em',
    textDecoration: 'none',
  },
});

/** Name and mark of the portal, a way home. */
export function Logo() {
  const { isOpen } = useSidebarOpenState();
  return (
    <Frame>
      <Link to="/" underline="none" aria-label="Waymark">
        <Mark />
        {isOpen && <span>Waymark</span>}
      </Link>
    </Frame>
  );
}

/** Three stones, the larger below: how hikers mark a way. */
function Mark() {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
      <g fill="currentColor">
        <rect x="3" y="16" width="18" height="5" rx="2.5" />
        <rect x="5.5" y="9.5" width="13" height="5" rx="2.5" />
        <rect x="8.5" y="3" width="7" height="5" rx="2.5" />
      </g>
    </svg>
  );
}
