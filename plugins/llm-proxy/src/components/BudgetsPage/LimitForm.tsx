import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import {
  type ScopeBudget,
  llmProxyBudgetUpdatePermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import { Failure, Note, Small } from '@waymark/backstage-plugin-waymark-react';
import { type FormEvent, useId, useState } from 'react';
import { llmProxyApiRef } from '../../api';
import { useFormats } from '../../hooks/useFormats';
import { usedOf } from '../../lib/budget';
import { parseUsd, toDecimal } from '../../lib/money';
import { llmProxyTranslationRef } from '../../translation';

const Form = styled('form')({
  display: 'grid',
  gap: 12,
  '& label.name': { display: 'block', marginBottom: 4 },
});

const REASON = { min: 3, max: 500 };

/** Sets or takes away a limit, with the reason. */
export function LimitForm(props: {
  budget: ScopeBudget;
  onChanged: () => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const client = useApi(llmProxyApiRef);
  const { separator } = useFormats();
  const { budget, onChanged } = props;
  const [text, setText] = useState(() => shown(budget.limit, separator));
  const [none, setNone] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const amount = parseUsd(text, separator);
  const limit = none ? null : amount;
  const ready = limit !== undefined && reason.trim().length >= REASON.min;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (limit === undefined) {
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      const { scope } = budget;
      await client.updateBudget({ scope, limit, reason: reason.trim() });
      onChanged();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form onSubmit={save}>
      <AmountField text={text} onChange={setText} disabled={none} />
      <FormControlLabel
        control={
          <Checkbox
            size="small"
            checked={none}
            onChange={event => setNone(event.target.checked)}
          />
        }
        label={t('limit.none')}
      />
      <Consequence budget={budget} limit={limit} />
      <ReasonField text={reason} onChange={setReason} />
      {error !== undefined && (
        <Failure
          error={error}
          permission={llmProxyBudgetUpdatePermission.name}
        />
      )}
      <Button
        type="submit"
        disabled={!ready || busy}
        sx={{ justifySelf: 'start' }}
      >
        {t(none ? 'limit.takeAway' : 'limit.set')}
      </Button>
    </Form>
  );
}

/** A limit as a person would type it, without needless zeros. */
function shown(limit: number | null, separator: string): string {
  return limit === null
    ? ''
    : toDecimal(limit)
        .replace(/\.?0+$/, '')
        .replace('.', separator);
}

function AmountField(props: {
  text: string;
  onChange: (text: string) => void;
  disabled: boolean;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { separator } = useFormats();
  const id = useId();
  const wrong =
    props.text !== '' && parseUsd(props.text, separator) === undefined;
  return (
    <div>
      <label className="name" htmlFor={id}>
        {t('limit.amount')}
      </label>
      <OutlinedInput
        id={id}
        size="small"
        fullWidth
        value={props.text}
        disabled={props.disabled}
        error={wrong}
        inputProps={{ inputMode: 'decimal', 'aria-describedby': `${id}-help` }}
        onChange={event => props.onChange(event.target.value)}
      />
      <Small id={`${id}-help`}>
        {t(wrong ? 'limit.wrong' : 'limit.help', { separator })}
      </Small>
    </div>
  );
}

function ReasonField(props: {
  text: string;
  onChange: (text: string) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const id = useId();
  return (
    <div>
      <label className="name" htmlFor={id}>
        {t('limit.reason')}
      </label>
      <OutlinedInput
        id={id}
        size="small"
        fullWidth
        multiline
        minRows={2}
        value={props.text}
        inputProps={{
          maxLength: REASON.max,
          'aria-describedby': `${id}-help`,
        }}
        onChange={event => props.onChange(event.target.value)}
      />
      <Small id={`${id}-help`}>{t('limit.reasonHelp')}</Small>
    </div>
  );
}

/** Says what a limit below what is used would do. */
function Consequence(props: {
  budget: ScopeBudget;
  limit: number | null | undefined;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { usd } = useFormats();
  const { budget, limit } = props;
  const used = usedOf(budget);
  if (limit === undefined || limit === null || limit > used) {
    return null;
  }
  return <Note state="warn">{t('limit.below', { used: usd(used) })}</Note>;
}
