import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { DataState } from '../hooks/useData';
import { waymarkTranslationRef } from '../translation';
import { Note } from './Note';
import { Hidden } from './Text';

/**
 * HTTP status and words of an error: of problem details, of a
 * `ResponseError`, or neither when the server was not reached.
 */
function describe(error: unknown): { status?: number; detail: string } {
  const { status, statusCode, problem, body, message } = error as {
    status?: number;
    statusCode?: number;
    problem?: { detail: string };
    body?: { error?: { message?: string } };
    message?: string;
  };
  return {
    status: status ?? statusCode,
    detail: problem?.detail ?? body?.error?.message ?? message ?? String(error),
  };
}

type Reason =
  | 'unauthenticated'
  | 'forbidden'
  | 'notFound'
  | 'refused'
  | 'server'
  | 'offline';

function reasonFor(status: number | undefined): Reason {
  switch (true) {
    case status === undefined:
      return 'offline';
    case status === 401:
      return 'unauthenticated';
    case status === 403:
      return 'forbidden';
    case status === 404:
      return 'notFound';
    default:
      return status! < 500 ? 'refused' : 'server';
  }
}

/**
 * Says what happened, what is safe and what to do.
 *
 * @public
 */
export function Failure(props: {
  error: unknown;
  /** What a caller without access should ask for. */
  permission: string;
  onRetry?: () => void;
  /** Whether it stands on the page or in a card; `card` when left out. */
  on?: 'page' | 'card';
}) {
  const { t } = useTranslationRef(waymarkTranslationRef);
  const { status, detail } = describe(props.error);
  const reason = reasonFor(status);
  const shown = detail.replace(/\.$/, '');
  return (
    <div role="alert">
      <Note
        on={props.on}
        state={reason === 'forbidden' ? 'unknown' : 'warn'}
        action={
          props.onRetry &&
          reason !== 'forbidden' && (
            <Button variant="text" size="small" onClick={props.onRetry}>
              {t('failure.retry')}
            </Button>
          )
        }
      >
        {t(`failure.${reason}`, {
          detail: reason === 'refused' ? detail : shown,
          permission: props.permission,
        })}
      </Note>
    </div>
  );
}

/**
 * Grey lines as high as the rows that will take their place.
 *
 * @public
 */
export function SkeletonRows(props: {
  rows: number;
  /** Pixels; 39 for a table's row. */
  height?: number;
}) {
  const { t } = useTranslationRef(waymarkTranslationRef);
  const height = props.height ?? 39;
  return (
    <div aria-busy="true">
      <Hidden role="status">{t('state.loading')}</Hidden>
      {Array.from({ length: props.rows }, (_, index) => (
        <div key={index} style={{ height, paddingTop: (height - 16) / 2 }}>
          <Skeleton variant="rounded" height={16} />
        </div>
      ))}
    </div>
  );
}

/** Dims an answer while a newer one is on its way. */
const Content = styled('div')({
  minWidth: 0,
  display: 'contents',
  '&.old > *': { opacity: 0.6 },
});

/**
 * One of: a skeleton, a failure, or the content.
 *
 * @public
 */
export function Loaded<T>(props: {
  state: DataState<T>;
  /** What stands there until the first answer. */
  skeleton: ReactNode;
  permission: string;
  /** Whether a failure stands on the page or in a card. */
  on?: 'page' | 'card';
  children: (data: T) => ReactNode;
}) {
  const { data, error, loading, retry } = props.state;
  if (error !== undefined) {
    return (
      <Failure
        error={error}
        permission={props.permission}
        onRetry={retry}
        on={props.on}
      />
    );
  }
  if (data === undefined) {
    return <>{props.skeleton}</>;
  }
  return (
    <Content className={loading ? 'old' : undefined} aria-busy={loading}>
      {props.children(data)}
    </Content>
  );
}
