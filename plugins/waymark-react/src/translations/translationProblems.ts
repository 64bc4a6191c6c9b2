/** Texts by name, in groups of groups. @public */
export interface TextTree {
  [key: string]: string | TextTree;
}

function flatten(texts: TextTree, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[prefix + key, value] as [string, string]]
      : flatten(value, `${prefix}${key}.`),
  );
}

const placeholders = (text: string) =>
  [...text.matchAll(/{{\s*(\w+)/g)]
    .map(match => match[1])
    .sort()
    .join(', ');

const shouts = (text: string) => /!|please|bitte/i.test(text);

/**
 * What is wrong with a translation, one line each: a text that one side lacks,
 * other placeholders than the original's, an exclamation mark or a "please".
 *
 * @param original - the English texts
 * @param translated - those of another language, by dotted name or in groups
 * @returns nothing when all is well
 * @public
 */
export function translationProblems(
  original: TextTree,
  translated: TextTree,
): string[] {
  const texts = new Map(flatten(original));
  const others = new Map(flatten(translated));
  const surplus = [...others.keys()]
    .filter(key => !texts.has(key))
    .map(key => `${key}: not in the original`);
  const found = [...texts].flatMap(([key, text]) => {
    const other = others.get(key);
    if (other === undefined) {
      return [`${key}: not translated`];
    }
    return [
      ...(placeholders(text) === placeholders(other)
        ? []
        : [`${key}: fills {${placeholders(other)}}`]),
      ...(shouts(text) || shouts(other) ? [`${key}: shouts or pleads`] : []),
    ];
  });
  return [...found, ...surplus];
}
