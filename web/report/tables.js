'use strict';
/* Tables and bars; long ones fill when they are opened. */

/** columns: [{head, cell(row) → text or node, num, row}]; `row: true` marks the column that names the row. */
function table(columns, rows, caption, foot) {
  const cells = (row, tag) => columns.map((column) =>
    element((column.row ? 'th' : tag) + (column.num ? '.num' : '') + (column.kind ? '.' + column.kind : ''),
      column.row ? {scope: 'row'} : {}, column.cell(row)));
  const head = columns.map((column) => element('th' + (column.num ? '.num' : ''), {scope: 'col'}, column.head));
  const grid = element('table', {'aria-label': caption},
    element('thead', {}, element('tr', {}, head)),
    element('tbody', {}, rows.map((row) => element('tr', {}, cells(row, 'td')))),
    foot ? element('tfoot', {}, element('tr', {}, cells(foot, 'td'))) : null);
  // The caption stays in place while a wide table scrolls under it; the keyboard can scroll too.
  return element('div', {}, caption ? element('p.hint', {'aria-hidden': 'true'}, caption) : null,
    element('div.scroll', {tabindex: 0, role: 'group', 'aria-label': caption || 'Table'}, grid));
}

/** A fold whose content is made on its first opening. */
function fold(title, make) {
  const node = element('details.more', {}, element('summary', {}, title));
  node.addEventListener('toggle', () => { if (node.open && node.children.length === 1) node.append(make()); });
  return node;
}

/** One bar of coloured parts: parts [{name, value, colour}], widths in shares of `whole`. */
function bar(parts, whole, says, thick) {
  const node = element('div.bar' + (thick ? '.thick' : ''), {role: 'img', 'aria-label': says});
  for (const part of parts) {
    const piece = element('i', {title: part.name});
    piece.style.width = (whole > 0 ? 100 * part.value / whole : 0) + '%';
    piece.style.background = 'var(' + part.colour + ')';
    node.append(piece);
  }
  return node;
}

function legend(parts) {
  return element('ul.legend', {}, parts.map((part) =>
    element('li', {}, swatch(part.colour), part.name, part.says ? element('span', {}, part.says) : null)));
}

function emotionParts(emotions) {
  const told = (label) => emotions[label] !== null;  // null: shown by too few people
  return inOrder(Object.keys(emotions)).filter(told).map((label) =>
    ({name: label, value: emotions[label], colour: colourName(label), says: format.share(emotions[label])}));
}

function emotionWords(emotions) {
  return emotionParts(emotions).map((part) => part.name + ' ' + part.says).join(', ') || 'none';
}

function expressionCell(label) {
  return element('span.nowrap', {}, swatch(colourName(label)), label || '\u2013');
}

/** Rows as the data holds them: [id, start, end, frames, emotion, confidence, valence, arousal, best, picture]; the
    last one only of pictures, which have no times. */
const kTrackColumns = [
  {head: 'Face', row: true, cell: (t) => '#' + t[0]},
  {head: 'Start', num: true, cell: (t) => format.clock(t[1], true)},
  {head: 'End', num: true, cell: (t) => format.clock(t[2], true)},
  {head: 'Frames', num: true, cell: (t) => format.count(t[3])},
  {head: 'Expression', cell: (t) => expressionCell(t[4])},
  {head: 'Confidence', num: true, cell: (t) => t[4] === 'unknown' ? '\u2013' : format.share(t[5])},
  {head: 'Valence', num: true, cell: (t) => t[4] === 'unknown' ? '\u2013' : format.signed(t[6])},
  {head: 'Arousal', num: true, cell: (t) => t[4] === 'unknown' ? '\u2013' : format.signed(t[7])},
  {head: 'Best view', num: true, cell: (t) => format.clock(t[8], true)},
];

const kTimeColumns = ['Start', 'End', 'Frames', 'Best view'];
const kPictureColumns = [kTrackColumns[0], {head: 'Picture', cell: (t) => t[9]},
  ...kTrackColumns.slice(1).filter((column) => !kTimeColumns.includes(column.head))];

function trackTable(input) {
  const rows = input.tracks_rows, shown = 8, pictures = rows.some((t) => t[9]);
  const columns = pictures ? kPictureColumns : kTrackColumns;
  const caption = 'Valence: unpleasant \u22121 to pleasant +1. Arousal: calm \u22121 to excited +1.' +
    (pictures ? '' : ' Times in the video.');
  const nodes = [table(columns, rows.slice(0, rows.length > shown + 2 ? shown : rows.length), caption)];
  if (rows.length > shown + 2) {
    const note = input.tracks_left_out ? 'The ' + rows.length + (pictures ? ' first faces; ' : ' longest stays; ') +
      format.count(input.tracks_left_out) + (pictures ? ' more are in tracks.csv.' : ' shorter ones are in tracks.csv.') : '';
    nodes.push(fold('All ' + format.count(rows.length) + ' faces', () => table(columns, rows, note)));
  }
  return nodes;
}

/** The timeline in figures, for those who cannot see the charts or want to copy it. */
function timelineTable(timeline) {
  const labels = inOrder(Object.keys(timeline.counts));
  const rows = timeline.mean_faces.map((_, i) => i).filter((i) => timeline.peak_faces[i] > 0);
  const sum = (i) => labels.reduce((all, label) => all + timeline.counts[label][i], 0);
  return table([
    {head: 'Time', row: true, cell: (i) => format.clock(i * timeline.bin_s, timeline.bin_s < 1)},
    {head: 'Faces, average', num: true, cell: (i) => format.fixed(timeline.mean_faces[i], 1)},
    {head: 'most', num: true, cell: (i) => timeline.peak_faces[i]},
    ...labels.map((label) => ({head: label, num: true, cell: (i) => format.share(timeline.counts[label][i] / sum(i))})),
  ], rows, 'Each row covers ' + format.length(timeline.bin_s) + '; times without faces are left out.');
}
