import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Note,
  PageTitle,
  WaymarkRoot,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomTranslationRef } from '../../translation';
import { SearchField } from './SearchField';
import { SearchFilters } from './SearchFilters';
import { SearchResults } from './SearchResults';
import { searchNames } from './query';

/** "Who ships this?" */
export function SearchPage() {
  const { t } = useTranslationRef(sbomTranslationRef);
  const [url, setUrl] = useUrlFilters(searchNames);
  return (
    <WaymarkRoot layout="page">
      <PageTitle title={t('search.title')}>{t('search.subtitle')}</PageTitle>
      <SearchField value={url.q ?? ''} onChange={q => setUrl({ q })} />
      <SearchFilters values={url} onChange={setUrl} />
      {url.q ? (
        <SearchResults filters={{ ...url, q: url.q }} />
      ) : (
        <Note on="page" state="none">
          {t('search.idle')}
        </Note>
      )}
    </WaymarkRoot>
  );
}
