import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { styled } from '@mui/material/styles';
import {
  type Check,
  type ExceptionRequest,
  type PolicyException,
  scorecardsExceptionCreatePermission,
} from '@waymark/backstage-plugin-scorecards-common';
import { Failure, Note } from '@waymark/backstage-plugin-waymark-react';
import { type FormEvent, useState } from 'react';
import { scorecardsApiRef } from '../../api';
import { scorecardsTranslationRef } from '../../translation';

const Form = styled('form')({ display: 'grid', gap: 16 });

const DAYS = 30;

/** Asks for an exception from one finding of a check. */
export function RequestException(props: { check: Check; entityRef: string }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const client = useApi(scorecardsApiRef);
  const [sent, setSent] = useState<PolicyException>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const findings = props.check.findings.filter(
    ({ exception, waivable }) => waivable && !exception,
  );
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const request = requestOf(new FormData(event.currentTarget), props);
    setBusy(true);
    setError(undefined);
    try {
      setSent(await client.requestException(request));
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  if (sent) {
    return (
      <Note state="pass">
        {t('request.sent', {
          id: sent.id,
          group: sent.approverGroup,
          needed: sent.approvalsNeeded,
        })}
      </Note>
    );
  }
  return (
    <Form onSubmit={submit}>
      <TextField
        select
        required
        size="small"
        name="finding"
        label={t('request.finding')}
        defaultValue={findings[0]?.finding ?? ''}
      >
        {findings.map(({ finding, msg }) => (
          <MenuItem key={finding} value={finding}>
            {msg}
          </MenuItem>
        ))}
      </TextField>
      <Fields />
      {error !== undefined && (
        <Failure
          error={error}
          permission={scorecardsExceptionCreatePermission.name}
        />
      )}
      <Button type="submit" variant="contained" disabled={busy}>
        {t('request.submit')}
      </Button>
    </Form>
  );
}

function Fields() {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const common = { size: 'small', fullWidth: true } as const;
  const until = new Date(Date.now() + DAYS * 86_400_000).toISOString();
  return (
    <>
      <TextField
        {...common}
        required
        multiline
        minRows={3}
        name="reason"
        label={t('request.reason')}
        inputProps={{ minLength: 10, maxLength: 4_000 }}
      />
      <TextField
        {...common}
        required
        multiline
        minRows={2}
        name="control"
        label={t('request.control')}
        inputProps={{ maxLength: 4_000 }}
      />
      <TextField {...common} name="ticket" label={t('request.ticket')} />
      <TextField
        {...common}
        required
        type="date"
        name="expires"
        label={t('request.expires')}
        defaultValue={until.slice(0, 10)}
        InputLabelProps={{ shrink: true }}
      />
    </>
  );
}

/** In force at every stage, until the end of the day before in UTC. */
function requestOf(
  form: FormData,
  props: { check: Check; entityRef: string },
): ExceptionRequest {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  return {
    rule: props.check.rule,
    entityRef: props.entityRef,
    finding: text('finding'),
    stages: ['pull_request', 'main', 'deploy'],
    reason: text('reason'),
    ticket: text('ticket') || null,
    compensatingControl: text('control'),
    notBefore: null,
    expires: `${text('expires')}T00:00:00.000Z`,
  };
}
