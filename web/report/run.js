'use strict';
/* The section of `mien run`: totals, one card per input, models and machine. */

const kStageNames = {decode: 'decode', scale: 'scale', infer: 'find faces', track: 'follow', crop: 'cut out',
  classify: 'read expression', write: 'write'};
const kManyInputs = 6;  // from here on an overview table leads, and cards start closed

function realTime(row) {
  return row.wall_seconds > 0 && row.media_seconds > 0 ? row.media_seconds / row.wall_seconds : 0;
}

function realTimeWords(row) {
  const times = realTime(row);
  return times ? (times < 100 ? times.toFixed(1) : Math.round(times)) + '\u00a0\u00d7 real time' : '';
}

function stageParts(row) {
  return Object.keys(kStageNames).map((stage, i) => ({name: kStageNames[stage], value: row.stages_ms[stage],
    colour: '--stage' + i, says: format.fixed(row.stages_ms[stage], 2) + ' ms'})).filter((part) => part.value > 0);
}

function kpi(name, value, note) {
  return element('div.kpi', {}, element('dt', {}, name), element('dd' + (String(value).length > 16 ? '.long' : ''), {}, value, note ? element('small', {}, note) : null));
}

function leading(emotions) {
  const labels = Object.keys(emotions).filter((label) => label !== 'unknown');
  return labels.reduce((best, label) => !best || emotions[label] > emotions[best] ? label : best, '');
}

function totals(run) {
  const total = run.total, best = leading(total.emotions), failed = run.inputs.filter((input) => input.error).length;
  return element('dl.kpis', {},
    kpi('Footage', format.length(total.media_seconds), run.inputs.length + (run.inputs.length === 1 ? ' input' : ' inputs')),
    kpi('Faces followed', format.count(total.tracks), format.count(total.faces) + ' views of faces'),
    kpi('Leading expression', format.title(best) || '\u2013', best ? format.share(total.emotions[best]) + ' of views' : ''),
    kpi('Speed', total.fps > 0 ? format.count(total.fps) + ' fps' : '\u2013', realTimeWords(total)),
    failed || total.damaged_packets ? kpi('Trouble',
      failed ? failed + (failed === 1 ? ' input' : ' inputs') : format.count(total.damaged_packets) + ' packets',
      failed ? 'not read to the end' : 'damaged; all else was read') : null);
}

function troubles(input) {
  const nodes = [];
  if (input.error) nodes.push(element('p.warn', {role: 'note'},
    element('b', {}, input.failed ? 'Could not be read. ' : 'Not read to its end. '), input.error));
  if (input.damaged_packets > 0) nodes.push(element('p.warn', {role: 'note'},
    element('b', {}, format.count(input.damaged_packets) + ' damaged packets; all else was read. '), input.damage));
  for (const note of input.notes || []) nodes.push(element('p.note', {role: 'note'}, note));
  return nodes;
}

function chip(input) {
  if (input.error) return element('span.chip', {}, input.failed ? 'not read' : 'cut short');
  return input.damaged_packets > 0 ? element('span.chip', {}, 'damaged packets') : '';
}

function overview(run, ids) {
  const columns = [
    {head: 'Input', row: true, kind: 'name', cell: (row) => row.totals ? 'All inputs' :
      [element('a', {href: '#' + ids.get(row), title: row.input}, row.name || '\u2013'), ' ', chip(row)]},
    {head: 'Expressions', kind: 'mix', cell: (row) =>
      bar(emotionParts(row.emotions), 1, 'Shares of face views: ' + emotionWords(row.emotions))},
    {head: 'Faces', num: true, cell: (row) => row.failed ? '\u2013' : format.count(row.tracks)},
    {head: 'Views', num: true, cell: (row) => row.failed ? '\u2013' : format.count(row.faces)},
    {head: 'Length', num: true, cell: (row) => row.media_seconds ? format.clock(row.media_seconds) : '\u2013'},
    {head: 'fps', num: true, cell: (row) => row.fps && !row.failed ? format.count(row.fps) : '\u2013'},
  ];
  return element('section.card', {'data-table': 'overview'}, element('h3', {}, 'All inputs at a glance'),
    element('p.hint', {}, 'Shares of face views per expression'),
    table(columns, run.inputs, '', {...run.total, totals: true}),
    legend(emotionParts(run.total.emotions)));
}

function inputCharts(input) {
  const timeline = input.timeline, each = 'Each point covers ' + format.length(timeline.bin_s) + '. ';
  const peak = Math.max(...timeline.peak_faces);
  return [
    element('h4.label', {}, 'Expressions over time'),
    element('p.hint', {}, each + 'Shares of the faces in view; empty where nobody was.'),
    charts.later('tall', 'Stacked areas: shares of expressions over time. Overall: ' + emotionWords(input.emotions) +
      '. ' + input.finding + '. The figures are in the table below.', () => emotionChart(timeline)),
    legend(emotionParts(input.emotions).map((part) => ({...part, says: ''}))),
    element('h4.label', {}, 'Faces in view'),
    element('p.hint', {}, 'Solid: average per analysed frame. Dashed: most at once.'),
    charts.later('low', 'Number of faces over time, at most ' + peak + ' at once. The figures are in the table below.',
      () => facesChart(timeline)),
    fold('Both charts as a table', () => timelineTable(timeline)),
  ];
}

/** As `mien run` says it; empty where all of the work was done, or the summary that knows is another run's. */
function demandWords(input) {
  const counts = input.demand, sights = counts.readings + counts.readings_skipped;
  if (!Object.values(counts).some((count) => count > 0) && !input.frames_skipped) return '';
  const searched = input.frames_inferred - counts.searches_skipped;
  const looks = counts.looks ? ', plus ' + format.count(counts.looks) + (counts.looks === 1 ? ' keyframe' : ' keyframes') + ' in advance' : '';
  const due = input.frames_inferred + counts.due_skipped;
  return 'Skipped work (--demand): ' + [
    due ? 'searched ' + format.share(searched / due) + ' of the frames due' + looks : '',
    sights ? 'read the expression of ' + format.share(counts.readings / sights) + ' of detected faces' : '',
    input.frames_skipped ? 'decoded ' + format.share(input.frames_decoded / (input.frames_decoded + input.frames_skipped)) + ' of frames' : '',
  ].filter(Boolean).join('; ');
}

function inputSpeed(input) {
  const parts = stageParts(input), sum = parts.reduce((all, part) => all + part.value, 0);
  const nodes = [element('h4.label', {}, 'Speed')];
  const words = [input.fps > 0 ? format.count(input.fps) + ' frames a second' : '', realTimeWords(input),
    input.latency_ms.p99 > 0 ? 'a frame\u2019s result after ' + format.fixed(input.latency_ms.p50, 1) + ' ms (99 % within ' +
      format.fixed(input.latency_ms.p99, 1) + ' ms)' : ''];
  nodes.push(element('p.hint', {}, words.filter(Boolean).join(' \u00b7 ')));
  if (demandWords(input)) nodes.push(element('p.hint', {'data-demand': ''}, demandWords(input)));
  if (!sum) return nodes;
  const says = 'CPU time ' + format.fixed(sum, 2) + ' ms per frame: ' + parts.map((p) => p.name + ' ' + p.says).join(', ');
  nodes.push(element('p.hint', {}, format.fixed(sum, 2) + ' ms of CPU time per frame'), bar(parts, sum, says, true), legend(parts));
  return nodes;
}

function inputExpression(input) {
  const best = input.dominant, sure = best.confidence;
  const nodes = [element('h4.label', {}, 'Leading expression estimate')];
  if (!best.label) return [...nodes, element('p.hint', {}, 'No expression could be read.')];
  nodes.push(element('p.hint', {}, format.title(best.label) + ', in ' + format.share(best.share) + ' of ' +
    format.count(input.faces) + ' views of faces' + (sure === undefined ? '' : ' \u00b7 confidence ' + format.share(sure) + ' on average')));
  nodes.push(bar(emotionParts(input.emotions), 1, 'Shares of face views: ' + emotionWords(input.emotions), true),
    legend(emotionParts(input.emotions)));
  return nodes;
}

function inputCard(input, id, open, alone) {
  const title = element('div', {}, element('h3', {}, input.name || 'Input', ' ', chip(input)),
    alone ? null : element('p.says', {}, input.finding), input.input !== input.name ? element('p.path', {}, input.input) : null);
  const node = element('details.card', {id, 'data-input': id}, element('summary', {}, title));
  if (open) node.setAttribute('open', '');
  node.append(...troubles(input));
  if (input.failed) return node;
  if (input.timeline) node.append(...inputCharts(input));
  node.append(element('div.split', {}, input.faces > 0 ? element('div', {}, inputExpression(input)) : null,
    element('div', {}, inputSpeed(input))));
  if (input.tracks_rows && input.tracks_rows.length) {
    node.append(element('div', {'data-table': 'tracks'}, element('h4.label', {}, 'Faces, one by one'), trackTable(input)));
  }
  return node;
}

/** When a run took place; of several, which is the last. */
function runWords(run) {
  return run.runs > 1 ? run.runs + ' runs, the last on ' + format.date(run.started_at) : format.date(run.started_at);
}

function method(run) {
  const how = [run.approach ? 'Approach ' + run.approach : '', run.workers ? run.workers + (run.workers === 1 ? ' worker' : ' workers') : '',
    run.version ? 'mien ' + run.version : '', runWords(run)].filter(Boolean).join(' \u00b7 ');
  const node = element('section.card', {}, element('h3', {}, 'How it was measured'), element('p.hint', {}, how));
  if (run.models.length) {
    node.append(element('div', {'data-table': 'models'}, element('h4.label', {}, 'Models'), table([
      {head: 'For', cell: (m) => m.role === 'detector' ? 'Finding faces' : 'Expression estimate'},
      {head: 'Model', row: true, kind: 'nowrap', cell: (m) => m.name || '\u2013'},
      {head: 'Precision', cell: (m) => m.precision || '\u2013'},
      {head: 'Width', num: true, cell: (m) => m.width ? m.width + ' px' : '\u2013'},
      {head: 'Licence', cell: (m) => m.licence || 'not stated'},
      {head: 'SHA-256', kind: 'hash', cell: (m) => m.sha256 || '\u2013'},
    ], run.models)));
  }
  if (run.machine.length) {
    node.append(element('div.machine', {'data-table': 'machine'}, element('h4.label', {}, 'Machine'), table([
      {head: 'Part', row: true, cell: (m) => m[0]}, {head: 'As found', cell: (m) => m[1]}], run.machine)));
  }
  return node;
}

function renderRun(run, folder, index) {
  const ids = new Map(run.inputs.map((input, i) => [input, 'run' + index + '-input' + i]));
  const many = run.inputs.length > kManyInputs;
  return [
    totals(run),
    run.notes.map((note) => element('p.warn', {role: 'note'}, note)),
    run.inputs.length > 1 ? overview(run, ids) : null,
    run.inputs.map((input) => inputCard(input, ids.get(input), !many, run.inputs.length === 1)),
    method(run),
  ];
}
