/** German texts; the keys equal those of the translation ref. */
export default {
  'greeting.morning': 'Guten Morgen',
  'greeting.afternoon': 'Guten Tag',
  'greeting.evening': 'Guten Abend',
  'greeting.named': '{{greeting}}, {{name}}',
  owner: 'Team',
  allOwners: 'alle',
  subtitle_one:
    '{{owner}} hat {{count, number}} Service: wie er steht und was zu tun ist.',
  subtitle_other:
    '{{owner}} hat {{count, number}} Services: wie sie stehen und was zu tun ist.',
  subtitleAll_one: 'Ein Service: wie er steht und was er braucht.',
  subtitleAll_other:
    '{{count, number}} Services aller Teams: wie sie stehen und was sie brauchen.',
  'steps.label': 'Erste Schritte',
  'steps.intro': 'Neu hier? Drei Dinge zum Ausprobieren:',
  'steps.search': 'Wer liefert undici aus? →',
  'steps.coverage': 'Welche Services haben eine frische BOM? →',
  'steps.validate': 'Eine BOM prüfen, ohne sie zu speichern',
  'steps.dismiss': 'Schließen',
};
