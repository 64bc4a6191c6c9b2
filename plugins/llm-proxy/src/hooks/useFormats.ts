import { appLanguageApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { type DateFormats, dateFormats } from '../lib/dates';
import { type MoneyFormats, moneyFormats } from '../lib/money';

/** English as the texts are: American amounts, days before months. */
const regions: Record<string, { money: string; dates: string }> = {
  en: { money: 'en-US', dates: 'en-GB' },
};

/** Amounts and days in the app's language. */
export function useFormats(): MoneyFormats & DateFormats {
  const { language } = useApi(appLanguageApiRef).getLanguage();
  return useMemo(() => {
    const { money, dates } = regions[language] ?? {
      money: language,
      dates: language,
    };
    return { ...moneyFormats(money), ...dateFormats(dates) };
  }, [language]);
}
