'use strict';
/* Tables and bars; long ones fill when they are opened. */

/** columns: [{head, cell(row) → text or node, num, row}]; `row: true` marks the column that names the row. */
function table(columns, rows, caption, foot) {
  const cells = (row, tag) => columns.map((column) =>
    element((column.row ? 'th' : tag) + (column.num ? '.num' : '') + (column.kind ? '.' + column.kind : ''),
      column.row ? {scope: 'row'} : {}, column.cell(row)));
  const head = columns.map((column) => element('th' + (column.num ? '.num' : ''), {scope: 'col'},
    rows.length > 1 && column.head ? element('button.sort', {type: 'button'}, column.head) : column.head));
  const grid = element('table', {'aria-label': caption},
    element('thead', {}, element('tr', {}, head)),
    element('tbody', {}, rows.map((row) => element('tr', {}, cells(row, 'td')))),
    foot ? element('tfoot', {}, element('tr', {}, cells(foot, 'td'))) : null);
  makeSortable(grid, columns);
  // The caption stays in place while a wide table scrolls under it; the keyboard can scroll too.
  return element('div', {}, caption ? element('p.hint', {'aria-hidden': 'true'}, caption) : null,
    element('div.scroll', {tabindex: 0, role: 'group', 'aria-label': caption || 'Table'}, grid), tableTools(grid, caption || 'table'));
}

/** What a text is worth to a sort: its number where it begins with one, nothing (\u2013) null, else itself. */
function worth(text) {
  const plain = text.trim().replaceAll('\u2212', '-').replaceAll('\u00a0', ' ').replace(/(\d),(?=\d{3})/g, '$1').replace(/^[<#]\s*/, '');
  if (plain === '' || plain === '\u2013') return null;
  const time = /^(?:(\d+):)?(\d+):(\d\d(?:\.\d+)?)$/.exec(plain);
  if (time) return 3600 * (time[1] || 0) + 60 * time[2] + Number(time[3]);
  const found = /^[+-]?\d+(?:\.\d+)?(?=$|[\s%\u00d7(])/.exec(plain);
  return found ? Number(found[0]) : plain;
}

/** What is not known or withheld is last, whichever way. */
function inWorth(a, b, way) {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return way * (a - b);
  return way * String(a).localeCompare(String(b), 'en', {numeric: true});
}

/** A press on a heading sorts, another one turns it round, a third gives the first order back. */
function makeSortable(grid, columns) {
  const body = grid.tBodies[0], first = [...body.rows], heads = [...grid.tHead.rows[0].cells];
  heads.forEach((head, at) => {
    const button = head.querySelector('button');
    if (!button) return;
    button.addEventListener('click', () => {
      const ways = columns[at].num ? ['descending', 'ascending'] : ['ascending', 'descending'];
      const next = [...ways, null][(ways.indexOf(head.getAttribute('aria-sort')) + 1) % 3];
      for (const other of heads) other.removeAttribute('aria-sort');
      if (next) head.setAttribute('aria-sort', next);
      const text = (row) => worth(row.cells[at].textContent);
      body.append(...(next ? [...first].sort((a, b) => inWorth(text(a), text(b), next === 'ascending' ? 1 : -1)) : first));
    });
  });
}

const cellText = (cell) => (cell.textContent.trim() || (cell.querySelector('[aria-label]') || cell).getAttribute('aria-label') || '')
  .replaceAll('\u00a0', ' ').replace(/^\u2013$/, '').replace(/\s+/g, ' ');

function tableTools(grid, title) {
  const lines = () => [...grid.rows].map((row) => [...row.cells].map(cellText));
  const copy = element('button.tool', {type: 'button', 'aria-label': 'Copy the table: ' + title}, 'Copy');
  copy.addEventListener('click', () => {
    toClipboard(lines().map((line) => line.join('\t')).join('\n')).then(() => { copy.textContent = 'Copied'; },
      () => { copy.textContent = 'Not allowed'; }).then(() => setTimeout(() => { copy.textContent = 'Copy'; }, 2000));
  });
  const csv = element('button.tool', {type: 'button', 'aria-label': 'Save the table as CSV: ' + title}, 'CSV');
  csv.addEventListener('click', () => saveFile(title, 'csv', csvOf(lines()), 'text/csv;charset=utf-8'));
  return element('div.tools', {}, copy, csv);
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
    last one only of pictures, which have no times. Valence and arousal are null where they were not read. */
const affectCell = (t, at) => t[4] === 'unknown' || t[at] === null ? '\u2013' : format.signed(t[at]);
const kTrackColumns = [
  {head: 'Face', row: true, cell: (t) => '#' + t[0]},
  {head: 'Start', num: true, cell: (t) => format.clock(t[1], true)},
  {head: 'End', num: true, cell: (t) => format.clock(t[2], true)},
  {head: 'Frames', num: true, cell: (t) => format.count(t[3])},
  {head: 'Expression', cell: (t) => expressionCell(t[4])},
  {head: 'Confidence', num: true, cell: (t) => t[4] === 'unknown' ? '\u2013' : format.share(t[5])},
  {head: 'Valence', num: true, cell: (t) => affectCell(t, 6)},
  {head: 'Arousal', num: true, cell: (t) => affectCell(t, 7)},
  {head: 'Best view', num: true, cell: (t) => format.clock(t[8], true)},
];

const kOnScales = ['Valence', 'Arousal'];
const kTimeColumns = ['Start', 'End', 'Frames', 'Best view'];
const kPictureColumns = [kTrackColumns[0], {head: 'Picture', cell: (t) => t[9]},
  ...kTrackColumns.slice(1).filter((column) => !kTimeColumns.includes(column.head))];

function trackTable(input) {
  const rows = input.tracks_rows, shown = 8, pictures = rows.some((t) => t[9]);
  const smiles = rows.some((t) => t[4] === 'smile' || t[4] === 'no smile');  // then there is no valence
  const columns = (pictures ? kPictureColumns : kTrackColumns).filter((column) => !smiles || !kOnScales.includes(column.head));
  const caption = [smiles ? '' : 'Valence: unpleasant \u22121 to pleasant +1. Arousal: calm \u22121 to excited +1.',
    pictures ? '' : 'Times in the video.'].filter(Boolean).join(' ');
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
