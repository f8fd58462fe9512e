'use strict';
/* Figures of a study: how much is found, and how well it is read. */

/** A share of accuracy: tenths of a percent matter. */
const tenths = (value) => known(value) ? (100 * value).toFixed(1) + '\u00a0%' : '\u2013';

/** Lines over steps of face height, one per detector or model. */
function byHeight(rows, says, values, axis) {
  const steps = [...new Set(rows.flatMap((row) => values(row).map((v) => v[0])))].sort((a, b) => a - b);
  if (steps.length < 2) return null;
  return charts.later('tall', says + ' The figures are in the table below.', () => xyPlot(rows.map((row) => {
    const points = values(row).filter((v) => known(v[1]));
    return {name: row.label, points: points.map((v, i) => ({x: steps.indexOf(v[0]), y: v[1],
      says: i === points.length - 1 ? row.label : ''}))};
  }), {title: axis.x, min: 0, max: steps.length - 1, values: steps.map((_, i) => i), words: (i) => axis.prefix + (steps[i] || '') + ' px'},
  {title: axis.y, min: 0, max: 1, words: (v) => v.toFixed(1)}, 150));
}

function detectFigure(rows) {
  if (!rows.length) return null;
  const labelled = rows.map((row) => ({...row,
    label: [row.detector, row.precision, row.width ? row.width + ' px' : ''].filter(Boolean).join(' ')}));
  const heights = [...new Set(labelled.flatMap((row) => row.ap.map((v) => v[0])))].sort((a, b) => a - b);
  const at = (row, height) => row.ap.find((v) => v[0] === height);
  return figure('Detection accuracy', 'Average precision at IoU 0.5 of faces of at least this height (at 640 px longest side). Higher is better.',
    byHeight(labelled, 'Average precision by face height of ' + labelled.map((r) => r.label).join(', ') + '.', (row) => row.ap,
      {x: 'Face height', y: 'Average precision', prefix: '\u2265 '}),
    element('div', {'data-table': 'detect'}, table([{head: 'Detector', row: true, kind: 'name', cell: (r) => r.label},
      ...heights.map((h) => ({head: '\u2265 ' + h + ' px', num: true,
        cell: (r) => at(r, h) && known(at(r, h)[1]) ? at(r, h)[1].toFixed(3) : '\u2013'})),
      {head: 'Images', num: true, cell: (r) => known(r.images) ? format.count(r.images) : '\u2013'},
      {head: 'ms an image', num: true, cell: (r) => three(r.ms)}], labelled, '')),
    curvesFigure(labelled), bestTable(labelled));
}

function reliabilityPlot(rows) {
  const most = Math.max(...rows.flatMap((row) => row.reliability.map((p) => p[2] || 1)));
  return xyPlot([...rows.map((row) => ({name: row.label, points: row.reliability.map((p, i) => ({x: p[0], y: p[1],
    radius: known(p[2]) ? 2.5 + 6 * Math.sqrt(p[2] / most) : 5, says: i === row.reliability.length - 1 ? row.label : ''}))})),
  {name: 'ideal', kind: 'rule', bare: true, points: [{x: 0, y: 0}, {x: 1, y: 1}]}],
  {title: 'Stated confidence', min: 0, max: 1}, {title: 'Share correct', min: 0, max: 1}, 24);
}

function rejectionPlot(rows) {
  return xyPlot(rows.map((row) => ({name: row.label, points: row.rejection.map((p, i) => ({x: p[0], y: p[1],
    says: i === row.rejection.length - 1 ? row.label : ''}))})), {title: 'Share of faces that get an answer', min: 0, max: 1},
  {title: 'Share of answers correct', suggestedMax: 1}, 140);
}

function curveTable(rows, key, heads) {
  return table([{head: 'Model', row: true, kind: 'name', cell: (r) => r[0]},
    ...heads.map((head, i) => ({head, num: true,
      cell: (r) => known(r[1][i]) ? (i === 2 ? format.count(r[1][i]) : r[1][i].toFixed(2)) : '\u2013'}))],
  rows.flatMap((row) => row[key].map((point) => [row.label, point])), '');
}

function emotionCurves(rows) {
  const reliable = rows.filter((r) => r.reliability.length > 1), rejecting = rows.filter((r) => r.rejection.length > 1);
  const named = (some) => some.map((r) => r.label).join(', ');
  return element('div.split', {},
    reliable.length ? element('div', {}, element('h4.label', {}, 'Reliability'),
      element('p.hint', {}, 'On the dashed line, the stated confidence equals the share that is right. Larger: more faces.'),
      charts.later('tall', 'Reliability diagram of ' + named(reliable) + '. The figures are in the table below.',
        () => reliabilityPlot(reliable)),
      fold('Reliability as a table', () => curveTable(reliable, 'reliability', ['Confidence', 'Correct', 'Faces']))) : null,
    rejecting.length ? element('div', {}, element('h4.label', {}, 'Answering unknown'),
      element('p.hint', {}, 'Accuracy among the answers when the least certain faces are left unknown.'),
      charts.later('tall', 'Rejection curve of ' + named(rejecting) + '. The figures are in the table below.',
        () => rejectionPlot(rejecting)),
      fold('Rejection as a table', () => curveTable(rejecting, 'rejection', ['Coverage', 'Correct']))) : null);
}

function emotionFigure(models) {
  if (!models.length) return null;
  const rows = models.map((m) => ({...m, label: [m.name, m.precision].filter(Boolean).join(' ')}));
  const expressions = inOrder([...new Set(rows.flatMap((row) => row.recall.map((v) => v[0])))]);
  const of = (row, label) => (row.recall.find((v) => v[0] === label) || [])[1];
  return figure('Expression accuracy', 'Models side by side. Calibration error: mean distance of stated ' +
    'confidence from the share that turned out right; lower is better.',
    element('div', {'data-table': 'emotion'}, table([
      {head: 'Model', row: true, kind: 'name', cell: (r) => r.label},
      {head: 'FER+ accuracy', num: true, cell: (r) => tenths(r.accuracy_ferplus)},
      {head: 'FER2013 accuracy', num: true, cell: (r) => tenths(r.accuracy_fer2013)},
      {head: 'Macro F1', num: true, cell: (r) => known(r.macro_f1) ? r.macro_f1.toFixed(2) : '\u2013'},
      {head: 'Calibration error', num: true, cell: (r) => known(r.ece) ? r.ece.toFixed(3) : '\u2013'},
      {head: 'Images', num: true, cell: (r) => known(r.images) ? format.count(r.images) : '\u2013'},
      {head: 'ms a face', num: true, cell: (r) => three(r.ms_per_face)}], rows, '')),
    byHeight(rows, 'Accuracy by face height of ' + rows.map((r) => r.label).join(', ') + '.', (row) => row.by_height,
      {x: 'Face height', y: 'Accuracy', prefix: ''}),
    rows.some((row) => row.by_height.length) ? fold('Accuracy by face height as a table', () => table([
      {head: 'Model', row: true, kind: 'name', cell: (r) => r.label},
      ...rows[0].by_height.map((v, i) => ({head: v[0] + ' px', num: true,
        cell: (r) => tenths((r.by_height[i] || [])[1])}))], rows, '')) : null,
    expressions.length ? element('div', {'data-table': 'recalls'}, element('h4.label', {}, 'Recall of each expression'), table([
      {head: 'Expression', row: true, cell: (label) => expressionCell(label)},
      ...rows.map((row) => ({head: row.label, num: true, cell: (label) => tenths(of(row, label))}))], expressions, '')) : null,
    confusionFigure(rows), emotionCurves(rows));
}
