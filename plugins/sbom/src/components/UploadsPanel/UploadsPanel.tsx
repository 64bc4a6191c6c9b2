import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import type { BomHead } from '@waymark/backstage-plugin-sbom-common';
import { Card } from '@waymark/backstage-plugin-waymark-react';
import { sbomTranslationRef } from '../../translation';
import { UploadCommand } from '../UploadCommand/UploadCommand';
import { Refusals } from './Refusals';
import { Uploads } from './Uploads';

const Stack = styled('div')({ display: 'grid', gap: 16, minWidth: 0 });

/** What arrived, what was refused, and the command that sends the next one. */
export function UploadsPanel(props: { entityRef: string; head?: BomHead }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { entityRef, head } = props;
  return (
    <Stack>
      {head && (
        <Uploads
          key={`${head.slot} ${head.channel}`}
          entityRef={entityRef}
          slot={head.slot}
          channel={head.channel}
        />
      )}
      <Refusals entityRef={entityRef} />
      {head && (
        <Card title={t('upload.next')}>
          <UploadCommand
            entityRef={entityRef}
            slot={head.slot}
            channel={head.channel}
          />
        </Card>
      )}
    </Stack>
  );
}
