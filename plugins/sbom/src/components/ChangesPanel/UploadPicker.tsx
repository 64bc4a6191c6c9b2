import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { BomDiff, BomUpload } from '@waymark/backstage-plugin-sbom-common';
import {
  DiffCounts,
  FilterRow,
  FilterSelect,
} from '@waymark/backstage-plugin-waymark-react';
import { formatTime } from '../../lib/time';
import { sbomTranslationRef } from '../../translation';

/** The two uploads that are compared, and what came of it in figures. */
export function UploadPicker(props: {
  uploads: BomUpload[];
  from: string;
  to: string;
  counts: BomDiff['counts'] | undefined;
  onChange: (change: { from?: string; to?: string }) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const options = props.uploads.map(upload => ({
    value: upload.uploadId,
    label: [
      formatTime(upload.effectiveAt),
      upload.commit?.slice(0, 7),
      upload.head && t('uploads.current'),
    ]
      .filter(Boolean)
      .join(' · '),
  }));
  return (
    <FilterRow sx={{ marginBottom: '16px' }}>
      <FilterSelect
        label={t('changes.from')}
        value={props.from}
        all={false}
        options={options}
        onChange={from => props.onChange({ from })}
      />
      <FilterSelect
        label={t('changes.to')}
        value={props.to}
        all={false}
        options={options}
        onChange={to => props.onChange({ to })}
      />
      {props.counts && <DiffCounts {...props.counts} />}
    </FilterRow>
  );
}
