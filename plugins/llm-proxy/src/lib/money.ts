/** Nano-dollars in a dollar. */
const DOLLAR = 1_000_000_000n;

/** Nano-dollars in a cent. */
const CENT = 10_000_000;

/**
 * Nano-dollars as an exact decimal number of dollars, as in `1.230000000`.
 *
 * @param nano - an integer
 */
export function toDecimal(nano: number): string {
  const absolute = BigInt(Math.abs(nano));
  const whole = absolute / DOLLAR;
  const rest = String(absolute % DOLLAR).padStart(9, '0');
  return `${nano < 0 ? '-' : ''}${whole}.${rest}`;
}

/**
 * What a person typed as dollars, in nano-dollars; undefined when it is no
 * amount, or may be read in two ways: groups of thousands are not accepted.
 *
 * @param separator - of decimals in the person's language
 */
export function parseUsd(text: string, separator: string): number | undefined {
  const match = /^(\d{1,7})(?:([.,])(\d{1,9}))?$/.exec(text.trim());
  if (!match || (match[2] && match[2] !== separator)) {
    return undefined;
  }
  const rest = BigInt((match[3] ?? '').padEnd(9, '0'));
  return Number(BigInt(match[1]) * DOLLAR + rest);
}

/** Texts of amounts; each rounds half away from zero, from exact decimals. */
export interface MoneyFormats {
  /** With the sign of the currency: `$1,230.00`; less than a cent keeps two digits. */
  usd(nano: number): string;
  /** The same for the price of a call: `$0.016`. */
  fine(nano: number): string;
  /** Without a sign, for columns that name the currency; 0 as `0`. */
  amount(nano: number): string;
  /** A limit: whole dollars without cents, all others exact to the cent. */
  limit(nano: number): string;
  /** A forecast: cents would claim to know too much. */
  forecast(nano: number): string;
  /** Dollars for a million tokens, from pico-dollars for one: `0.075`. */
  price(pico: number): string;
  /** What separates decimals. */
  separator: string;
}

/** @param language - BCP 47 */
export function moneyFormats(language: string): MoneyFormats {
  const make = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(language, options);
    // Decimal strings are read exactly (ECMA-402, edition 10).
    return (nano: number) =>
      format.format(toDecimal(nano) as unknown as number);
  };
  const currency = { style: 'currency', currency: 'USD' } as const;
  const small = { maximumSignificantDigits: 2 };
  const cents = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  const plain = { minimumFractionDigits: 0, maximumFractionDigits: 0 };
  const usd = make({ ...currency, ...cents });
  const usdSmall = make({ ...currency, ...small });
  const number = make(cents);
  const numberSmall = make(small);
  const whole = make(plain);
  const price = make({ minimumFractionDigits: 2, maximumFractionDigits: 6 });
  const tiny = (nano: number, below: number) =>
    nano !== 0 && Math.abs(nano) < below;
  const amount = (nano: number) => {
    if (nano === 0) {
      return whole(0);
    }
    return tiny(nano, CENT) ? numberSmall(nano) : number(nano);
  };
  return {
    usd: nano => (tiny(nano, CENT) ? usdSmall(nano) : usd(nano)),
    fine: nano => (tiny(nano, 10 * CENT) ? usdSmall(nano) : usd(nano)),
    amount,
    limit: nano => (BigInt(nano) % DOLLAR === 0n ? whole(nano) : number(nano)),
    forecast: nano => (tiny(nano, 1_000 * CENT) ? amount(nano) : whole(nano)),
    price: pico => (pico === 0 ? whole(0) : price(pico * 1_000)),
    separator:
      new Intl.NumberFormat(language)
        .formatToParts(1.5)
        .find(part => part.type === 'decimal')?.value ?? '.',
  };
}
