import {
  discoveryApiRef,
  storageApiRef,
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import {
  CopyButton,
  TextLink,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import { useEffect, useState } from 'react';
import { coverageRouteRef, searchRouteRef } from './routes';
import { homeTranslationRef } from './translation';

const Strip = styled('section')({
  position: 'relative',
  display: 'grid',
  gap: 8,
  padding: '12px 112px 12px 16px',
  border: '1px dashed var(--wm-edge-strong)',
  borderRadius: 8,
  '& ol': {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '8px 24px',
    alignItems: 'center',
    counterReset: 'step',
  },
  '& li': {
    display: 'flex',
    alignItems: 'center',
    gap: 8,
    minWidth: 0,
    counterIncrement: 'step',
    '&::before': { content: 'counter(step)', color: 'var(--wm-muted)' },
  },
  '& li > code': {
    maxWidth: 260,
    padding: '2px 8px',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    background: 'var(--wm-card)',
    borderRadius: 4,
  },
  '& > button': { position: 'absolute', top: 6, right: 12 },
});

const BUCKET = 'waymark-home';
const DISMISSED = 'first-steps-dismissed';

/** Whether the person has closed the strip; kept with their settings. */
function useDismissed(): [boolean, () => void] {
  const storage = useApi(storageApiRef);
  const bucket = storage.forBucket(BUCKET);
  const [dismissed, setDismissed] = useState(
    () => bucket.snapshot<boolean>(DISMISSED).presence !== 'absent',
  );
  useEffect(() => {
    const subscription = storage
      .forBucket(BUCKET)
      .observe$<boolean>(DISMISSED)
      .subscribe(({ presence }) => setDismissed(presence === 'present'));
    return () => subscription.unsubscribe();
  }, [storage]);
  const dismiss = () => {
    setDismissed(true);
    bucket.set(DISMISSED, true);
  };
  return [dismissed, dismiss];
}

/** Three things to try, until the person closes them. */
export function FirstSteps() {
  const { t } = useTranslationRef(homeTranslationRef);
  const [dismissed, dismiss] = useDismissed();
  const search = useRouteRef(searchRouteRef);
  const coverage = useRouteRef(coverageRouteRef);
  const discovery = useApi(discoveryApiRef);
  const baseUrl = useData('sbom', () => discovery.getBaseUrl('sbom')).data;
  if (dismissed || !search || !coverage || !baseUrl) {
    return null;
  }
  const command = `curl -X POST ${baseUrl}/v1/validate -H "Authorization: Bearer $WAYMARK_TOKEN" -H "Content-Type: application/vnd.cyclonedx+json" --data-binary @sbom.cdx.json`;
  return (
    <Strip aria-label={t('steps.label')}>
      <p>{t('steps.intro')}</p>
      <ol>
        <li>
          <TextLink to={`${search()}?q=undici`}>{t('steps.search')}</TextLink>
        </li>
        <li>
          <TextLink to={coverage()}>{t('steps.coverage')}</TextLink>
        </li>
        <li>
          {t('steps.validate')}
          <code>{command}</code>
          <CopyButton text={command} />
        </li>
      </ol>
      <Button variant="text" size="small" onClick={dismiss}>
        {t('steps.dismiss')}
      </Button>
    </Strip>
  );
}
