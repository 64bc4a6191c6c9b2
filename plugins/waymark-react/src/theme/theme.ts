import {
  type Theme,
  type ThemeOptions,
  createTheme,
} from '@mui/material/styles';

const fontFamily = 'var(--bui-font-regular, system-ui, sans-serif)';

const control = {
  fontFamily,
  backgroundColor: 'var(--wm-card)',
  color: 'var(--wm-fg)',
  borderRadius: 4,
  fontSize: 14,
};

const focusRing = {
  outline: '2px solid var(--wm-accent)',
  outlineOffset: 2,
};

const components: ThemeOptions['components'] = {
  MuiTableRow: {
    styleOverrides: {
      root: { '&:nth-of-type(odd)': { backgroundColor: 'transparent' } },
      head: { '&:nth-of-type(odd)': { backgroundColor: 'transparent' } },
    },
  },
  MuiTable: {
    styleOverrides: {
      root: {
        fontVariantNumeric: 'tabular-nums',
        '& > tbody:last-of-type > tr:last-of-type > td': {
          borderBottom: 0,
        },
      },
    },
  },
  MuiTableCell: {
    styleOverrides: {
      root: {
        fontFamily,
        padding: '9px 12px 9px 0',
        fontSize: 14,
        lineHeight: '20px',
        letterSpacing: 'normal',
        color: 'var(--wm-fg)',
        borderBottom: '1px solid var(--wm-edge)',
        wordBreak: 'normal',
        overflow: 'visible',
        '&:last-of-type': { paddingRight: 0 },
      },
      sizeSmall: { padding: '6px 12px 6px 0' },
      head: {
        padding: '0 12px 8px 0',
        fontSize: 12,
        lineHeight: '16px',
        fontWeight: 400,
        color: 'var(--wm-muted)',
        whiteSpace: 'nowrap',
        verticalAlign: 'bottom',
      },
      alignRight: { whiteSpace: 'nowrap' },
    },
  },
  MuiTabs: {
    styleOverrides: {
      root: {
        minHeight: 36,
        borderBottom: '1px solid var(--wm-edge)',
      },
      indicator: { height: 1, backgroundColor: 'var(--wm-fg)' },
    },
  },
  MuiTab: {
    defaultProps: { disableRipple: true },
    styleOverrides: {
      root: {
        fontFamily,
        minHeight: 36,
        minWidth: 0,
        '@media (min-width:0px)': { minWidth: 0 },
        padding: '0 8px',
        fontSize: 14,
        fontWeight: 400,
        letterSpacing: 'normal',
        textTransform: 'none',
        color: 'var(--wm-muted)',
        '&.Mui-selected, &:hover': {
          color: 'var(--wm-fg)',
          background: 'none',
        },
        '&.Mui-focusVisible': { ...focusRing, outlineOffset: -2 },
      },
      textColorPrimary: {
        color: 'var(--wm-muted)',
        '&.Mui-selected': { color: 'var(--wm-fg)' },
      },
    },
  },
  MuiButton: {
    defaultProps: {
      variant: 'contained',
      color: 'inherit',
      disableElevation: true,
      disableRipple: true,
    },
    styleOverrides: {
      root: {
        fontFamily,
        minWidth: 0,
        height: 32,
        padding: '0 12px',
        borderRadius: 4,
        fontSize: 14,
        fontWeight: 600,
        lineHeight: '20px',
        letterSpacing: 'normal',
        textTransform: 'none',
        whiteSpace: 'nowrap',
        '&.Mui-focusVisible': focusRing,
        '&.Mui-disabled': { color: 'var(--wm-muted)' },
      },
      sizeSmall: {
        height: 24,
        padding: '0 8px',
        fontSize: 12,
        lineHeight: '16px',
        fontWeight: 400,
      },
      contained: {
        color: 'var(--wm-fg)',
        backgroundColor: 'var(--wm-fill)',
        '&:hover': { backgroundColor: 'var(--wm-edge)' },
        '&.Mui-disabled': {
          color: 'var(--wm-muted)',
          backgroundColor: 'var(--wm-fill)',
        },
      },
      textSizeSmall: { height: 20, padding: 0 },
      text: {
        padding: 0,
        fontWeight: 400,
        color: 'var(--wm-accent)',
        backgroundColor: 'transparent',
        '&:hover': {
          backgroundColor: 'transparent',
          textDecoration: 'underline',
        },
      },
    },
  },
  MuiIconButton: {
    defaultProps: { disableRipple: true },
    styleOverrides: {
      root: {
        color: 'var(--wm-muted)',
        borderRadius: 4,
        padding: 4,
        '&.Mui-focusVisible': focusRing,
      },
    },
  },
  MuiLink: {
    defaultProps: { underline: 'hover' },
    styleOverrides: {
      root: { color: 'var(--wm-accent)', '&:focus-visible': focusRing },
    },
  },
  MuiOutlinedInput: {
    styleOverrides: {
      root: {
        ...control,
        '& .MuiOutlinedInput-notchedOutline, & .v5-MuiOutlinedInput-notchedOutline':
          { borderColor: 'var(--wm-edge-strong)' },
      },
      input: {
        color: 'var(--wm-fg)',
        '&::placeholder': { color: 'var(--wm-muted)', opacity: 1 },
      },
    },
  },
  MuiMenuItem: {
    styleOverrides: {
      root: {
        fontFamily,
        fontSize: 14,
        minHeight: 32,
        color: 'var(--wm-fg)',
        '&:focus, &:hover, &.Mui-selected, &.Mui-selected:hover': {
          backgroundColor: 'var(--wm-accent-tint)',
        },
      },
    },
  },
  MuiTooltip: {
    defaultProps: { enterDelay: 300 },
    styleOverrides: {
      tooltip: {
        fontFamily,
        fontSize: 12,
        lineHeight: '16px',
        fontWeight: 400,
        maxWidth: 480,
        overflowWrap: 'anywhere',
        color: 'var(--wm-page)',
        backgroundColor: 'var(--wm-fg)',
      },
    },
  },
  MuiPaper: {
    styleOverrides: {
      root: { backgroundColor: 'var(--wm-card)', color: 'var(--wm-fg)' },
    },
  },
  MuiSkeleton: {
    defaultProps: { animation: false },
    styleOverrides: { root: { backgroundColor: 'var(--wm-fill)' } },
  },
};

/**
 * Backstage's theme with the components that our pages use set in tokens.
 * Functions in the outer theme's overrides are replaced, objects are merged.
 */
export function waymarkTheme(outer: Theme): Theme {
  return createTheme(outer, { components });
}
