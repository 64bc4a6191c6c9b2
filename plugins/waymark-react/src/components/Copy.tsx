import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { type ReactNode, useEffect, useState } from 'react';
import { waymarkTranslationRef } from '../translation';

const SHOWN_MS = 2_000;

/**
 * Copies a text and says so.
 *
 * @public
 */
export function CopyButton(props: {
  text: string;
  children?: ReactNode;
  size?: 'small' | 'medium';
}) {
  const { t } = useTranslationRef(waymarkTranslationRef);
  const [outcome, setOutcome] = useState<'done' | 'failed'>();
  useEffect(() => {
    if (!outcome) {
      return undefined;
    }
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      setOutcome('done');
    } catch {
      setOutcome('failed');
    }
  };
  return (
    <Button
      size={props.size ?? 'small'}
      onClick={copy}
      title={outcome === 'failed' ? t('copy.failed') : undefined}
    >
      <span role="status">
        {outcome
          ? t(outcome === 'done' ? 'copy.done' : 'copy.failed')
          : props.children ?? t('copy.action')}
      </span>
    </Button>
  );
}

// The button floats, so that only the lines beside it are shorter; in a narrow
// card the text wraps, so that a command can be read before it is copied.
const Block = styled('div')({
  display: 'flow-root',
  background: 'var(--wm-code)',
  borderRadius: 4,
  '& pre': {
    margin: 0,
    padding: '8px 12px',
    whiteSpace: 'pre-wrap',
    // As a terminal does: neither after a hyphen nor before a question mark.
    wordBreak: 'break-all',
    fontFamily: 'var(--wm-mono)',
    fontSize: 12,
    lineHeight: '20px',
    color: 'var(--wm-fg)',
  },
  '& pre.prose': { wordBreak: 'normal', fontFamily: 'inherit' },
  '& button': {
    float: 'right',
    margin: '6px 8px',
    background: 'var(--wm-card)',
  },
});

/**
 * A command or snippet with its copy button.
 *
 * @public
 */
export function CodeBlock(props: {
  text: string;
  label: string;
  /** True for words to people, which break between words. */
  prose?: boolean;
}) {
  return (
    <Block>
      <CopyButton text={props.text} />
      <pre
        role="group"
        aria-label={props.label}
        className={props.prose ? 'prose' : undefined}
      >
        {props.text}
      </pre>
    </Block>
  );
}
