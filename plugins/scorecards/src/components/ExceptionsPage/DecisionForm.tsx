import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { styled } from '@mui/material/styles';
import {
  type ExceptionDecision,
  type PolicyException,
  scorecardsExceptionDecidePermission,
} from '@waymark/backstage-plugin-scorecards-common';
import { Failure } from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { scorecardsApiRef } from '../../api';
import { day } from '../../lib/states';
import { scorecardsTranslationRef } from '../../translation';

const Form = styled('div')({ display: 'grid', gap: 12 });

const Row = styled('div')({ display: 'flex', gap: 8, flexWrap: 'wrap' });

const decisions = ['approve', 'reject', 'revoke', 'review'] as const;

/** A reason, and the decisions that the caller may make. */
export function DecisionForm(props: {
  exception: PolicyException;
  onDecided: () => void;
}) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const client = useApi(scorecardsApiRef);
  const { exception } = props;
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(day(exception.expires));
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const may = decisions.filter(decision => exception.may.includes(decision));
  const decide = async (decision: ExceptionDecision['decision']) => {
    setBusy(true);
    setError(undefined);
    try {
      await client.decideException(exception.id, {
        decision,
        reason,
        ...(decision === 'approve' &&
          until !== day(exception.expires) && {
            expires: `${until}T00:00:00.000Z`,
          }),
      });
      props.onDecided();
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  return may.length === 0 ? null : (
    <Form>
      <TextField
        size="small"
        multiline
        minRows={2}
        value={reason}
        label={t('exceptions.reason')}
        onChange={event => setReason(event.target.value)}
      />
      {may.includes('approve') && (
        <TextField
          size="small"
          type="date"
          value={until}
          label={t('exceptions.untilLabel')}
          inputProps={{ max: day(exception.expires) }}
          InputLabelProps={{ shrink: true }}
          onChange={event => setUntil(event.target.value)}
        />
      )}
      {error !== undefined && (
        <Failure
          error={error}
          permission={scorecardsExceptionDecidePermission.name}
        />
      )}
      <Row>
        {may.map(decision => (
          <Button
            key={decision}
            variant={decision === 'approve' ? 'contained' : 'outlined'}
            disabled={busy || reason.trim().length < 3}
            onClick={() => decide(decision)}
          >
            {t(`exceptions.decide.${decision}`)}
          </Button>
        ))}
      </Row>
    </Form>
  );
}
