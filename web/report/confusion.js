'use strict';
/* Which expressions are confused: precision/recall curves and best points of detectors, confusion matrices of expression models. */

/** One small chart for each height of faces, a line per detector. */
function curvesFigure(rows) {
  const heights = [...new Set(rows.flatMap((row) => (row.curves || []).map((c) => c[0])))].sort((a, b) => a - b);
  if (!heights.length) return null;
  const points = (row, height) => ((row.curves || []).find((c) => c[0] === height) || [null, []])[1];
  const charted = heights.map((height) => {
    const some = rows.filter((row) => points(row, height).length > 1);
    return some.length ? element('div', {}, element('h4.label', {}, 'Faces \u2265 ' + height + ' px'),
      charts.later('tall', 'Precision over recall for faces of at least ' + height + ' pixels: ' +
        some.map((row) => row.label).join(', ') + '. Their best points are in the table below.',
      () => xyPlot(some.map((row) => ({name: row.label, points: points(row, height).map((p, i, all) => ({x: p[0], y: p[1],
        radius: 0, says: i === all.length - 1 ? row.label : ''}))})),
      {title: 'Recall', min: 0, max: 1}, {title: 'Precision', min: 0, max: 1}, 120))) : null;
  }).filter(Boolean);
  return [element('h4.label', {}, 'Precision and recall'),
    element('p.hint', {}, 'Each line runs through all thresholds of confidence: the further up and right, the better.'),
    element('div.split', {'data-curves': charted.length}, charted)];
}

/** Where precision and recall are best together, and what that costs. */
function bestTable(rows) {
  const lines = rows.flatMap((row) => (row.best || []).map((best) => [row.label, ...best]))
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
  if (!lines.length) return null;
  const number = (head, at, words) => ({head, num: true, cell: (r) => known(r[at]) ? words(r[at]) : '\u2013'});
  const two = (value) => value.toFixed(2);
  return element('div', {'data-table': 'found'}, element('h4.label', {}, 'Found, missed, false alarms'),
    element('p.hint', {}, 'At the confidence with the best F1 (precision and recall).'),
    table([{head: 'Detector', row: true, kind: 'name', cell: (r) => r[0]}, {head: 'Faces', cell: (r) => '\u2265 ' + r[1] + ' px'},
      number('Confidence', 2, two), number('Found', 3, format.count), number('Missed', 4, format.count),
      number('False alarms', 5, format.count), number('Precision', 6, tenths), number('Recall', 7, tenths)], lines, ''));
}

/** A matrix of what is there (rows) and what was said (columns), shaded by the share of its row. */
function confusionMatrix(row) {
  const {labels, counts} = row.confusion;
  const there = labels.map((_, i) => i).filter((i) => counts[i].some((n) => n > 0) || counts.some((line) => line[i] > 0));
  const sum = (values) => values.reduce((a, b) => a + b, 0);
  const said = (i) => sum(counts.map((line) => line[i]));
  const says = 'Confusion matrix of ' + row.label + ': rows are the true expressions, columns the estimates';
  const line = (i) => {
    const all = sum(counts[i]);
    return element('tr', {}, element('th', {scope: 'row'}, expressionCell(labels[i])), there.map((j) => {
      const share = all ? counts[i][j] / all : 0;
      const node = element('td.num.heat' + (i === j ? '.top' : ''), {}, format.count(counts[i][j]),
        element('small', {}, all ? format.share(share) : '\u2013'));
      node.style.setProperty('--heat', Math.round(52 * share) + '%');
      return node;
    }), element('td.num', {}, tenths(all ? counts[i][i] / all : null)));
  };
  return element('div', {'data-table': 'confusion'}, element('h4.label', {}, row.label),
    element('div.scroll', {tabindex: 0, role: 'group', 'aria-label': says}, element('table.heatmap', {'aria-label': says},
      element('thead', {}, element('tr', {}, element('th', {scope: 'col'}, 'True \u2193 estimated \u2192'),
        there.map((j) => element('th.num', {scope: 'col'}, labels[j])), element('th.num', {scope: 'col'}, 'recall'))),
      element('tbody', {}, there.map(line), element('tr', {}, element('th', {scope: 'row'}, 'precision'),
        there.map((j) => element('td.num', {}, tenths(said(j) ? counts[j][j] / said(j) : null))), element('td', {}, ''))))));
}

function confusionFigure(rows) {
  const some = rows.filter((row) => row.confusion && row.confusion.labels.length);
  return some.length ? [element('h4.label', {}, 'Which expressions are confused'), some.map(confusionMatrix)] : null;
}
