import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import InputAdornment from '@mui/material/InputAdornment';
import TextField from '@mui/material/TextField';
import { styled } from '@mui/material/styles';
import {
  Dot,
  Small,
  useDebounced,
} from '@waymark/backstage-plugin-waymark-react';
import { useEffect, useRef, useState } from 'react';
import { sbomTranslationRef } from '../../translation';

const REST_MS = 300;

const examples = ['pkg:npm/ws', 'openssl', 'log4j-core@<2.17.1'];

const Root = styled('section')({ display: 'grid', gap: 8 });

const Field = styled(TextField)({
  '& input': {
    height: 40,
    padding: '0 8px 0 12px',
    fontFamily: 'var(--wm-mono)',
    fontSize: 14,
  },
  '& fieldset': { borderColor: 'var(--wm-accent) !important', borderWidth: 2 },
});

const Key = styled('kbd')({
  padding: '0 8px',
  borderRadius: 4,
  background: 'var(--wm-fill)',
  lineHeight: '20px',
  color: 'var(--wm-muted)',
});

const magnifier = (
  <svg
    width="20"
    height="20"
    viewBox="0 0 20 20"
    fill="none"
    stroke="var(--wm-muted)"
    strokeWidth="2"
    aria-hidden="true"
  >
    <circle cx="8.5" cy="8.5" r="5" />
    <path d="m12.5 12.5 5 5" />
  </svg>
);

/** Where the package is typed; "/" brings the cursor here. */
export function SearchField(props: {
  value: string;
  onChange: (q: string | undefined) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { value, onChange } = props;
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const rested = useDebounced(text, REST_MS);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (rested.trim() !== value) {
      onChange(rested.trim() || undefined);
    }
    // Only what was typed moves the URL; a change of the URL is not typing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rested]);
  useEffect(() => {
    input.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const typing = target.closest('input, textarea, [contenteditable]');
      if (event.key === '/' && !typing) {
        event.preventDefault();
        input.current?.focus();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Root role="search">
      <Field
        fullWidth
        size="small"
        inputRef={input}
        value={text}
        placeholder={t('search.placeholder')}
        onChange={event => setText(event.target.value)}
        inputProps={{
          'aria-label': t('search.field'),
          autoComplete: 'off',
          spellCheck: false,
        }}
        InputProps={{
          startAdornment: magnifier,
          endAdornment: (
            <InputAdornment position="end">
              <Key aria-hidden="true">/</Key>
            </InputAdornment>
          ),
        }}
      />
      <Small>
        {t('search.help', { form: <code>{t('search.form')}</code> })}
        <Dot />
        {t('search.try')}{' '}
        {examples.map(example => (
          <Button
            key={example}
            variant="text"
            size="small"
            sx={{ height: 20, marginRight: '8px' }}
            onClick={() => onChange(example)}
          >
            <code>{example}</code>
          </Button>
        ))}
      </Small>
    </Root>
  );
}
