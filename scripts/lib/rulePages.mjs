import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';

const stageNames = {
  pull_request: 'pull request',
  main: 'main branch',
  deploy: 'deployment',
};

/** A page for each rule, out of its METADATA and its Rego, by path. */
export function rulePages({ rules }) {
  const { parameters } = JSON.parse(text('policy/data.json'));
  return Object.fromEntries(
    rules.map(rule => [`${rule.docs}.md`, pageOf(rule, parameters)]),
  );
}

function pageOf(rule, parameters) {
  const up = '../'.repeat(rule.docs.split('/').length - 1);
  return `# ${rule.id} ${rule.title}

${rule.description}

${sentence(rule.rationale)}

## How to fix it

${sentence(rule.remediation)}

## When it decides

${list(decides(rule))}
${section('Parameters', parametersOf(rule, parameters))}
The rule: [${rule.file}](${up}${rule.file}).
`;
}

function decides(rule) {
  const stages =
    rule.domain === 'llm' ? ['At each attempt of a model call.'] : when(rule);
  return [
    ...stages,
    `Severity: ${rule.severity}.`,
    rule.waivable
      ? 'An exception can be asked for.'
      : 'There is no exception from it.',
    `Owner: \`${rule.owner}\`.`,
  ];
}

function when(rule) {
  const effective = new Date(rule.effective * 1000).toISOString().slice(0, 10);
  return [
    `Stages: ${rule.stages.map(stage => stageNames[stage]).join(', ')}.`,
    warning(rule.warns),
    `Denies from ${effective} on; before, it warns.`,
  ];
}

/** What a platform may set, with what holds where it does not. */
function parametersOf({ domain, file }, parameters) {
  const rego = text(file);
  if (domain === 'llm') {
    return names(rego, /team_rules\.(\w+)/g).map(
      name =>
        `\`${name}\`, for one team (\`teams\`) or all others (\`default\`): ` +
        `${shown(parameters.llm.default[name])}, which allows all.`,
    );
  }
  const read = names(rego, /^import data\.lib\.(\w+)/gm)
    .map(name => text(`policy/lib/${name}.rego`))
    .join('');
  return names(rego + read, /platform\.parameters\.(\w+)/g).map(
    name => `\`${name}\`: ${shown(parameters.golden_path[name])}.`,
  );
}

function names(rego, pattern) {
  return [
    ...new Set([...rego.matchAll(pattern)].map(([, name]) => name)),
  ].sort();
}

function shown(value) {
  return Array.isArray(value) && value.length > 0
    ? value.map(shown).join(', ')
    : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function section(title, lines) {
  return lines.length > 0 ? `\n## ${title}\n\n${list(lines)}\n` : '';
}

function list(lines) {
  return lines.map(line => `- ${line}`).join('\n');
}

function text(path) {
  return readFileSync(join(root, path), 'utf8');
}

function warning(warns) {
  return warns.length > 0
    ? `Only warns at: ${warns.map(stage => stageNames[stage]).join(', ')}.`
    : 'Refuses at each of them.';
}

function sentence(text) {
  return text.endsWith('.') ? text : `${text}.`;
}

export function writePages(pages) {
  for (const [path, page] of Object.entries(pages)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), page);
  }
}

/** Paths of the pages that are not what the METADATA says. */
export function stalePages(pages) {
  return Object.entries(pages)
    .filter(([path, page]) => read(join(root, path)) !== page)
    .map(([path]) => path);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
