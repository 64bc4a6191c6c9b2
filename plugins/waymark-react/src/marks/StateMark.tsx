import { styled } from '@mui/material/styles';

/**
 * What a mark says. One shape has one meaning on every screen: disc with a
 * tick, square with a cross, ring with an exclamation mark, half disc, empty
 * ring, ring with a question mark, ring with two bars.
 *
 * @public
 */
export type MarkState =
  | 'pass'
  | 'fail'
  | 'warn'
  | 'stale'
  | 'none'
  | 'unknown'
  | 'exempt';

const colours: Record<MarkState, string> = {
  pass: 'var(--wm-good)',
  fail: 'var(--wm-bad)',
  warn: 'var(--wm-warn)',
  stale: 'var(--wm-warn)',
  none: 'var(--wm-none)',
  unknown: 'var(--wm-none)',
  exempt: 'var(--wm-exempt)',
};

const Svg = styled('svg')({
  display: 'inline-block',
  flex: 'none',
  width: 14,
  height: 14,
  verticalAlign: -2,
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.6,
});

const ring = <circle cx="8" cy="8" r="6.2" />;
const cut = { stroke: 'var(--wm-card)', strokeWidth: 1.8 };

const shapes: Record<MarkState, JSX.Element> = {
  pass: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" stroke="none" />
      <path d="M4.4 8.2 7 10.8l4.7-5" {...cut} />
    </>
  ),
  fail: (
    <>
      <rect
        x="1.5"
        y="1.5"
        width="13"
        height="13"
        rx="2.5"
        fill="currentColor"
        stroke="none"
      />
      <path d="m5 5 6 6m0-6-6 6" {...cut} />
    </>
  ),
  warn: (
    <>
      {ring}
      <path d="M8 4.4v4.4m0 1.3v1.7" />
    </>
  ),
  stale: (
    <>
      {ring}
      <path d="M8 2.2a5.8 5.8 0 0 0 0 11.6z" fill="currentColor" />
    </>
  ),
  none: ring,
  exempt: (
    <>
      {ring}
      <path d="M6.3 5.2v5.6m3.4-5.6v5.6" />
    </>
  ),
  unknown: (
    <>
      {ring}
      <path d="M6.1 6.5a1.9 1.9 0 1 1 2.8 1.7c-.6.3-.9.6-.9 1.3m0 1.1v1.5" />
    </>
  ),
};

/**
 * The shape alone, for beside a word that says the same.
 *
 * @public
 */
export function StateMark(props: { state: MarkState }) {
  return (
    <Svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      data-mark={props.state}
      style={{ color: colours[props.state] }}
    >
      {shapes[props.state]}
    </Svg>
  );
}
