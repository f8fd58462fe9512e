'use strict';
/* Figures of a study: settings tried, cameras carried, the roofline. */

/** Threads × affinity: colour from pale (slow) to strong (fast) within one map, the number in each cell. */
function heatMap(map) {
  const speeds = map.cells.flat().filter(Boolean).map((cell) => cell.fps);
  const low = Math.min(...speeds), high = Math.max(...speeds);
  const cell = (data) => {
    if (!data) return element('td.num.heat', {}, '\u2013');
    const strength = high > low ? (data.fps - low) / (high - low) : 1;
    const node = element('td.num.heat' + (data.fps === high ? '.top' : ''),
      {title: data.tried + (data.tried === 1 ? ' trial' : ' trials')}, three(data.fps), data.fps === high ? ' \u2605' : '',
      known(data.recall) ? element('small', {}, 'recall ' + data.recall.toFixed(2)) : null);
    node.style.setProperty('--heat', Math.round(6 + 52 * strength) + '%');
    return node;
  };
  const says = 'Frames a second by ' + map.across + ' and ' + map.down;
  return element('div', {'data-table': 'heat'}, element('h4.label', {}, map.across + ' \u00d7 ' + map.down),
    element('div.scroll', {tabindex: 0, role: 'group', 'aria-label': says}, element('table.heatmap', {'aria-label': says},
      element('thead', {}, element('tr', {}, element('th', {scope: 'col'}, map.down + ' \u2193   ' + map.across + ' \u2192'),
        map.columns.map((name) => element('th.num', {scope: 'col'}, name)))),
      element('tbody', {}, map.rows.map((name, i) => element('tr', {}, element('th', {scope: 'row'}, name), map.cells[i].map(cell)))))));
}

function trialsTable(tune) {
  const names = [...new Set(tune.trials.flatMap((trial) => Object.keys(trial.settings)))];
  const varied = names.filter((name) => new Set(tune.trials.map((trial) => trial.settings[name])).size > 1);
  const note = tune.listed > tune.trials.length ? 'The first ' + tune.trials.length + ' of ' + tune.listed + '; all are in tune.json.' : '';
  return table([
    {head: 'fps', row: true, num: true, cell: (t) => three(t.fps)},
    {head: 'Recall', num: true, cell: (t) => known(t.recall) ? t.recall.toFixed(2) : '\u2013'},
    {head: 'Rung', num: true, cell: (t) => known(t.rung) ? t.rung : '\u2013'},
    {head: 'Verdict', cell: (t) => t.verdict || '\u2013'},
    ...varied.map((name) => ({head: name, cell: (t) => t.settings[name] || '\u2013'}))], tune.trials, note);
}

function tuneFigure(tune) {
  if (!tune || !tune.trials.length) return null;
  return figure('Threads and affinity', 'Frames a second; of several trials in a cell the fastest of the longest measured. ' +
    '\u2605: fastest of the map.', tune.maps.map(heatMap),
    tune.changes.length > 1 ? element('div', {'data-table': 'changes'}, element('h4.label', {}, 'What each setting brought'), table([
      {head: 'Change', row: true, kind: 'name', cell: (c) => c.change}, {head: 'fps', num: true, cell: (c) => three(c.fps)},
      {head: 'over the step before', num: true, cell: (c) => times(c.gain)}], tune.changes, '')) : null,
    fold(format.count(tune.tried) + ' of ' + format.count(tune.space) + ' configurations measured', () => trialsTable(tune)));
}

function densityPlot(density, key, limit, axis) {
  const rows = density.steps.filter((step) => known(step[key]));
  const most = Math.max(...rows.map((step) => step.cameras));
  const points = rows.map((step) => ({x: step.cameras, y: step[key], style: step.pass ? 'circle' : 'crossRot', radius: step.pass ? 5 : 7,
    colour: step.pass ? '--cnn' : '--hog'}));
  const series = [{name: axis.title, points, plain: true}];
  if (known(limit)) {
    series.push({name: 'limit', kind: 'rule', bare: true, points: [{x: 0, y: limit}, {x: most, y: limit, says: axis.says}]});
  }
  return xyPlot(series, {title: 'Cameras', min: 0, max: most, unit: 'cameras'}, axis, 24);
}

/** What was measured, beside the counts. Files of earlier versions do not say. */
function densityWay(density) {
  if (density.way === 'recordings') return 'Measured as recordings: one worker thread per camera, a search on every frame.';
  if (density.way !== 'live') return '';
  return ['Measured as live cameras', known(density.detect_fps) ? (density.detect_fps > 0 ? density.detect_fps + ' searches per second' : 'a search on every frame') : '',
    density.idle > 0 ? format.share(density.idle) + ' of the cameras see nobody' : 'people in front of every camera',
    density.substream ? 'with a substream' : 'one stream per camera'].filter(Boolean).join(', ') + '.';
}

function predictionFigure(prediction) {
  if (!prediction) return null;
  const check = prediction.check, bars = prediction.stores.filter((store) => known(store.cameras));
  const name = (store) => store.store + (store.substream ? ', with substream' : '');
  return figure('How many cameras ' + prediction.cores + ' cores could process: a prediction, not a measurement',
    'From what a second of one camera costs on this machine, CPU alone, the cores at most ' + format.share(prediction.busy_limit) + ' busy.' +
    (check && known(check.error) ? ' For this machine the same model says ' + format.count(check.predicted) + ' cameras; ' +
      format.count(check.measured) + ' were measured: it errs by ' + (check.error < 0 ? '\u2212' : '+') + format.share(Math.abs(check.error)) + '.' : ''),
    element('div', {'data-table': 'predicted'}, table([
      {head: 'Store', row: true, kind: 'name', cell: name}, {head: 'Idle', num: true, cell: (s) => known(s.idle) ? format.share(s.idle) : '\u2013'},
      {head: 'Cameras', num: true, cell: (s) => format.count(s.cameras)},
      {head: 'Cameras per core', num: true, cell: (s) => three(s.cameras / prediction.cores)}], bars, '')),
    !prediction.loads.length ? null : element('div', {'data-table': 'loads'}, element('h4.label', {}, 'CPU ms a second of one camera, measured'), table([
      {head: 'Camera', row: true, kind: 'name', cell: (l) => l.kind + (l.substream ? ', with substream' : '')},
      ...[['decode_ms', 'Decode'], ['search_ms', 'Search'], ['read_ms', 'Read'], ['rest_ms', 'The rest'], ['total_ms', 'All']].map(([key, head]) =>
        ({head, num: true, cell: (l) => known(l[key]) ? three(l[key]) : '\u2013'}))], prediction.loads, '')));
}

function densityFigure(density) {
  if (!density) return null;
  const live = density.way === 'live';
  const words = [format.count(density.cameras) + ' cameras', known(density.target_fps) ? 'at ' + density.target_fps + ' fps' : '',
    known(density.max_p99_ms) ? 'with 99 % of results within ' + density.max_p99_ms + ' ms' : '',
    known(density.cameras_per_core) ? '\u00b7 ' + three(density.cameras_per_core) + ' a core' : '',
    known(density.cpu_ms_per_frame) ? '\u00b7 ' + three(density.cpu_ms_per_frame) + ' ms of CPU a frame' : '',
    density.limit ? '\u00b7 limited by ' + density.limit : ''].filter(Boolean).join(' ') + (densityWay(density) ? '. ' + densityWay(density) : '');
  const steps = density.steps;
  const says = (key, what) => what + ' by number of cameras: ' + steps.map((s) => s.cameras + ' cameras ' + three(s[key])).join(', ') + '.';
  const plots = steps.length < 2 ? null : element('div.split', {},
    element('div', {}, element('h4.label', {}, 'Slowest camera'), charts.later('tall',
      says('min_fps', 'Frames a second of the slowest camera'),
      () => densityPlot(density, 'min_fps', density.target_fps, {title: 'Frames a second', min: 0, says: 'target', unit: 'fps'}))),
    element('div', {}, element('h4.label', {}, 'Latency, 99th percentile'), charts.later('tall',
      says('p99_ms', '99th percentile of latency in ms'),
      () => densityPlot(density, 'p99_ms', density.max_p99_ms, {title: 'ms, logarithmic', type: 'logarithmic', says: 'limit', unit: 'ms'}))));
  return [figure('How many cameras this machine can process', words, plots,
    plots ? element('p.hint', {}, 'Circle: passed. Cross: failed.') : null,
    steps.length ? element('div', {'data-table': 'density'}, table([
      {head: 'Cameras', row: true, cell: (s) => s.cameras},
      {head: 'Slowest camera, fps', num: true, cell: (s) => three(s.min_fps)},
      ...(live ? [{head: 'Searches a second', num: true, cell: (s) => known(s.min_search_fps) ? three(s.min_search_fps) : '\u2013'},
        {head: 'At rest', num: true, cell: (s) => known(s.asleep) ? s.asleep : '\u2013'}] : []),
      {head: 'p99 latency, ms', num: true, cell: (s) => three(s.p99_ms)},
      {head: 'CPU', num: true, cell: (s) => known(s.cpu_share) ? format.share(s.cpu_share) : '\u2013'},
      {head: 'Verdict', cell: (s) => s.pass ? '\u2713 passed' : '\u2717 failed'}], steps, '')) : null), predictionFigure(density.prediction)];
}

/** tools/scaling-run: the same work on 1, 2, 4, … all cores. */
function coresFigure(cores) {
  if (!cores || !cores.rows.length && !cores.cameras.length) return null;
  const article = {what: 'the article: one process to many', cpus: 40, rate: null, speedup: 5.1, efficiency: 5.1 / 40};
  const rows = [...cores.rows, ...cores.cameras, article], names = [...new Set([...cores.rows, ...cores.cameras].map((row) => row.what))];
  const most = Math.max(...rows.slice(0, -1).map((row) => row.cpus));
  const series = [...names.map((name) => ({name, kind: 'points', points: rows.filter((row) => row.what === name).map((row) => ({x: row.cpus, y: row.speedup}))})),
    {name: 'ideal', kind: 'rule', bare: true, points: [{x: 1, y: 1}, {x: most, y: most, says: 'ideal'}]}];
  const ticks = [...new Set(rows.slice(0, -1).map((row) => row.cpus))];
  const says = names.map((name) => {
    const last = rows.filter((row) => row.what === name).pop();
    return name + ' reaches ' + times(last.speedup) + ' on ' + last.cpus;
  }).join('; ');
  return figure('Scaling over cores', 'The same clip on the first CPUs of this machine (' + format.count(cores.cores) + ' cores, ' + format.count(cores.cpus) +
    ' CPUs), physical cores first. Efficiency: share of linear speed-up.' + (cores.quick ? ' A quick run: times are too short to rely on.' : ''),
    ticks.length < 2 ? null : charts.later('tall', 'Speed by number of CPUs: ' + says + '. The figures are in the table below.', () => xyPlot(series,
      {title: 'CPUs', min: 1, max: most, values: ticks, unit: 'CPUs'}, {title: 'Speed over one CPU', min: 0, unit: '\u00d7'}, 150)),
    element('div', {'data-table': 'cores'}, table([
      {head: 'Work', row: true, kind: 'name', cell: (r) => r.what}, {head: 'CPUs', num: true, cell: (r) => format.count(r.cpus)},
      {head: 'Frames a second, or cameras', num: true, cell: (r) => known(r.rate) ? three(r.rate) : '\u2013'},
      {head: 'Speed-up', num: true, cell: (r) => times(r.speedup)}, {head: 'Efficiency', num: true, cell: (r) => format.share(r.efficiency)}], rows, '')));
}

function rooflineChart(roofline) {
  const points = roofline.points, lowest = Math.min(1, ...points.map((p) => p.intensity)) / 2;
  const top = Math.max(...roofline.peaks.map((p) => p[1]));
  const right = Math.max(4 * top / roofline.bandwidth, 2 * Math.max(1, ...points.map((p) => p.intensity)));
  const roofs = roofline.peaks.map(([name, peak]) => ({name: name + ' roof', kind: 'rule', bare: true, points: [
    {x: lowest, y: roofline.bandwidth * lowest}, {x: peak / roofline.bandwidth, y: peak},
    {x: right, y: peak, says: name + ' ' + three(peak)}]}));
  const marks = points.map((p) => ({x: p.intensity, y: p.gflops, says: [p.name, p.precision].filter(Boolean).join(' ')}));
  const low = Math.min(roofline.bandwidth * lowest, ...points.map((p) => p.gflops)) / 1.5;
  return xyPlot([{name: 'networks', kind: 'points', points: marks}, ...roofs],
    {title: 'Arithmetic intensity, FLOP per byte', type: 'logarithmic', min: lowest, max: right, unit: 'FLOP/byte'},
    {title: 'GFLOP/s', type: 'logarithmic', min: low, max: top * 1.6, unit: 'GFLOP/s'}, 24);
}

function rooflineFigure(roofline) {
  if (!roofline) return null;
  return figure('Roofline of the networks', 'Dashed: what this machine can do, limited by memory (' + three(roofline.bandwidth) +
    ' GB/s, slope) or by arithmetic (flat), both measured in the same run' + (roofline.per_core ? ' with all cores and shared out to one.' : '.'),
    charts.later('tall', 'Roofline: ' + roofline.points.map((p) => p.name + ' reaches ' + format.share(p.share) + ' of its roof').join(', ') +
      '. The figures are in the table below.', () => rooflineChart(roofline)),
    !roofline.points.length ? null : element('div', {'data-table': 'roofline'}, table([
      {head: 'Network', row: true, kind: 'name', cell: (p) => p.name}, {head: 'Precision', cell: (p) => p.precision || '\u2013'},
      {head: 'FLOP/byte', num: true, cell: (p) => three(p.intensity)}, {head: 'GFLOP/s', num: true, cell: (p) => three(p.gflops)},
      {head: 'Roof', num: true, cell: (p) => three(p.roof)}, {head: 'Reached', num: true, cell: (p) => format.share(p.share) + (p.share > 1 ? ' *' : '')},
      {head: 'Limited by', cell: (p) => p.bound === 'memory' ? 'memory' : 'arithmetic'}], roofline.points,
      roofline.points.filter((p) => p.share > 1).map((p) => '* ' + p.name + ' ' + p.precision + ': ' + (p.note ||
        'above its roof: a disturbed measurement, or data that stay in the cache')).join('. '))));
}
