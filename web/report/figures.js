'use strict';
/* Figures of a study that are tables with bars inside: they print, copy and read aloud as tables. */

/** Figures with three digits, as the sentences of the page write them. */
function three(value) {
  if (value === null || value === undefined) return '\u2013';
  const size = Math.abs(value);
  return value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

const times = (value) => value === null || value === undefined ? '\u2013' : three(value) + '\u00a0\u00d7';
const shareOr = (value) => value === null || value === undefined ? '\u2013' : format.share(value);
const known = (value) => value !== null && value !== undefined;

/** The family of a detector decides its colour everywhere on the page. */
function familyColour(row) {
  if (row.detector === 'mmod') return '--mmod';
  return row.detector === 'hog' || (!row.detector && /^(baseline|hog)/.test(row.approach || '')) ? '--hog' : '--cnn';
}

const kFamilies = [{name: 'HOG + SVM (dlib)', colour: '--hog'}, {name: 'MMOD CNN (dlib)', colour: '--mmod'},
  {name: 'CNN on OpenVINO', colour: '--cnn'}];

function familyLegend(rows) {
  const used = new Set(rows.map(familyColour));
  return legend(kFamilies.filter((family) => used.has(family.colour)));
}

/** A card of its own, with a title, what it shows, and its parts. */
function figure(title, hint, ...parts) {
  const nodes = parts.flat(3).filter(Boolean);
  return nodes.length ? element('section.card.figure', {}, element('h3', {}, title),
    hint ? element('p.hint', {}, hint) : null, nodes) : null;
}

/** A bar from 0 to `value` of `most`, with a whisker from low to high and a tick at a target. */
function gauge(colour, value, most, extra) {
  const more = extra || {}, at = (v) => Math.max(0, Math.min(100, 100 * v / most)) + '%';
  const node = element('span.gauge', {'aria-hidden': 'true'});
  if (known(value)) {
    const fill = element('i.fill' + (more.estimate ? '.estimate' : ''), {});
    fill.style.width = at(value);
    fill.style.setProperty('--fill', 'var(' + colour + ')');
    node.append(fill);
  }
  if (known(more.low) && more.high > more.low) {
    const whisker = element('i.whisker', {});
    whisker.style.left = at(more.low);
    whisker.style.width = 'calc(' + at(more.high) + ' - ' + at(more.low) + ')';
    node.append(whisker);
  }
  if (known(more.target)) {
    const tick = element('i.target', {});
    tick.style.left = at(more.target);
    node.append(tick);
  }
  return node;
}

function machineTable(rows, title, name) {
  return rows.length ? element('div.machine', {'data-table': name}, element('h3', {}, title), table([
    {head: 'Part', row: true, cell: (m) => m[0]}, {head: 'As found', cell: (m) => m[1]}], rows, '')) : null;
}

function approachCell(row) {
  const details = [row.detector, row.build && 'dlib ' + row.build, row.precision,
    row.workers ? row.workers + (row.workers === 1 ? ' worker' : ' workers') : '',
    row.detect_fps ? 'detection at ' + row.detect_fps + ' fps' : ''].filter(Boolean).join(' \u00b7 ');
  return [element('span.approach', {}, row.approach), row.best ? element('span.chip.good', {}, 'best') : '',
    row.sees_enough ? '' : element('span.chip', {}, 'finds fewer faces'),
    element('small.details', {}, details), row.note ? element('small.details', {}, row.note) : ''];
}

/** Figure 3: time per frame of every approach with its spread, and its recall beside it. */
function timeFigure(bench) {
  const rows = bench.results, most = Math.max(...rows.map((r) => r.ms_high));
  const recall = rows.some((r) => known(r.recall));
  const columns = [
    {head: 'Approach', row: true, kind: 'name', cell: approachCell},
    {head: 'Time per frame', kind: 'wide', cell: (r) => gauge(familyColour(r), r.ms, most, {low: r.ms_low, high: r.ms_high})},
    {head: 'ms', num: true, cell: (r) => three(r.ms)},
    {head: 'least \u2013 most', num: true, cell: (r) => three(r.ms_low) + '\u2009\u2013\u2009' + three(r.ms_high)},
    {head: '\u00d7 baseline', num: true, cell: (r) => times(r.speedup)},
  ];
  if (recall) {
    columns.push({head: 'Recall', kind: 'small', cell: (r) => gauge('--recall', r.recall, 1)},
      {head: '', num: true, cell: (r) => known(r.recall) ? r.recall.toFixed(2) : '\u2013'});
  }
  const all = [
    {head: 'Approach', row: true, kind: 'name', cell: (r) => r.label},
    {head: 'fps', num: true, cell: (r) => three(r.fps)},
    {head: '95 % interval', num: true, cell: (r) => known(r.speedup_low) ?
      three(r.speedup_low) + '\u2009\u2013\u2009' + times(r.speedup_high) : '\u2013'},
    {head: 'CPU ms', num: true, cell: (r) => three(r.cpu_ms)},
    {head: 'Cores', num: true, cell: (r) => shareOr(r.core)},
    {head: 'Vector', num: true, cell: (r) => shareOr(r.vector)},
    {head: 'Stalls', num: true, cell: (r) => shareOr(r.memory)},
    {head: 'Faces', num: true, cell: (r) => known(r.faces) ? format.count(r.faces) : '\u2013'},
    {head: 'Frames', num: true, cell: (r) => known(r.frames) ? format.count(r.frames) : '\u2013'},
    {head: 'Width', num: true, cell: (r) => known(r.width) ? r.width + ' px' : '\u2013'},
  ];
  return figure('Figure 3. Inference time per approach',
    'Wall time of a frame, shorter is better: median, and the least and most of the repeats (black line). ' +
    'Recall: share of the reference\u2019s faces that were found; an approach cannot win by finding less.',
    element('div', {'data-table': 'approaches'}, table(columns, rows, '')), familyLegend(rows),
    fold('Every figure of every approach', () => table(all, rows,
      'Interval: bootstrap of the speed-up over interleaved repeats. Stalls: memory stalls, from hardware counters only.')));
}

function verdictChip(metric) {
  if (metric.met === null) return element('span.chip.plain', {}, 'not measured');
  return metric.met ? element('span.chip.good', {}, '\u2713 met') : element('span.chip', {}, '\u2717 missed');
}

function metricRow(metric) {
  const target = (metric.at_least ? '> ' : '< ') + format.share(metric.target), guess = metric.estimate;
  const shown = known(metric.value) ? metric.value : guess && known(guess.value) ? guess.value : null;
  const said = known(metric.value) ? format.share(metric.value) : known(shown) ? '\u2248 ' + format.share(shown) : '\u2013';
  const widths = metric.widths.map((w) => w[0] + ' ' + format.share(w[1])).join(', ');
  return element('div.metric', {},
    element('div.metric-head', {}, element('b', {}, metric.name), element('span.value', {}, said), verdictChip(metric)),
    gauge(metric.met === false ? '--hog' : '--cnn', shown, 1, {target: metric.target, estimate: !known(metric.value)}),
    element('p.hint', {}, ['Target ' + target, metric.advice, metric.reason,
      guess ? 'Estimate, not a measurement' + (guess.words ? ': ' + guess.words : '') : '',
      widths ? 'Vector widths: ' + widths : '',
      known(metric.all_samples) ? format.share(metric.all_samples) + ' of all samples are in vector instructions' : '']
      .filter(Boolean).map((t) => format.title(t).replace(/\.$/, '')).join('. ') + '.'));
}

/** Figures 1 and 2: three targets before and after. */
function snapshotFigure(study) {
  const one = (snapshot, number, when) => snapshot ? element('div', {'data-snapshot': when},
    element('h4.label', {}, 'Figure ' + number + '. ' + format.title(when) + (snapshot.approach ? ': ' + snapshot.approach : '')),
    snapshot.metrics.map(metricRow), known(snapshot.overhead) ? element('p.hint', {}, 'Cost of measuring: ' +
      (100 * snapshot.overhead).toFixed(1) + '\u00a0% of the time.') : null) : null;
  if (!study.before && !study.after) return null;
  const alone = study.before && !study.after;
  return figure(alone ? 'Figure 1. Performance snapshot' : 'Figures 1 and 2. Performance snapshot before and after',
    'Filled: measured. Hatched: an estimate. The upright line is the target of the article.',
    element('div.split', {}, one(study.before, 1, alone ? 'snapshot' : 'before'), one(study.after, 2, 'after')));
}

/** Rows of {label, ms or ratio} as bars, with the number beside each. */
function ratioFigure(bench) {
  const rows = bench.comparisons, most = Math.max(8.5, ...rows.map((r) => r.ratio)) * 1.02;
  return rows.length ? figure('HOG against CNN',
    'HOG\u2019s time \u00f7 the CNN\u2019s at the named setting. The upright line is the article\u2019s 8.5\u00a0\u00d7.',
    element('div', {'data-table': 'comparisons'}, table([
      {head: 'Setting', row: true, kind: 'name', cell: (r) => [r.label, r.note ? element('small.details', {}, r.note) : '']},
      {head: 'HOG, ms', num: true, cell: (r) => three(r.hog_ms)},
      {head: 'CNN, ms', num: true, cell: (r) => three(r.cnn_ms)},
      {head: 'HOG \u00f7 CNN', kind: 'wide', cell: (r) => gauge('--hog', r.ratio, most, {target: 8.5})},
      {head: '', num: true, cell: (r) => times(r.ratio)}], rows, ''))) : null;
}

function buildsFigure(bench) {
  const rows = bench.builds, name = (r) => (r.detector || '\u2013') + (known(r.upsample) ? ', upsample ' + r.upsample : '');
  const most = (row) => Math.max(...rows.filter((r) => name(r) === name(row)).map((r) => r.ms));
  return rows.length ? figure('dlib as installed against dlib from source',
    'Time of a frame with each build; bars of one detector share a scale. Below 1\u00a0\u00d7: slower than the generic package.',
    element('div', {'data-table': 'builds'}, table([
      {head: 'Detector', cell: name},
      {head: 'Build', row: true, kind: 'name', cell: (r) => [r.build, known(r.gain) && r.gain < 0.98 ?
        element('span.chip', {}, 'slower') : '', r.note ? element('small.details', {}, r.note) : '']},
      {head: 'Time per frame', kind: 'wide', cell: (r) => gauge(r.detector === 'mmod' ? '--mmod' : '--hog', r.ms, most(r))},
      {head: 'ms', num: true, cell: (r) => three(r.ms)},
      {head: 'Speed, \u00d7 generic', num: true, cell: (r) => times(r.gain)},
      {head: 'Vectorisation', num: true, cell: (r) => shareOr(r.vector)}], rows, ''))) : null;
}
