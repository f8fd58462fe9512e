'use strict';
/* Figures of a study that are charts: one way to draw points and lines, one for the waterfall. */

/** Colour, point and dash of the n-th series: told apart in print and with any colour vision. */
const kSeries = [{colour: '--cnn', point: 'circle', dash: []}, {colour: '--hog', point: 'triangle', dash: [7, 4]},
  {colour: '--disgust', point: 'rect', dash: [2, 3]}, {colour: '--mmod', point: 'rectRot', dash: [9, 3, 2, 3]},
  {colour: '--happiness', point: 'star', dash: [4, 2]}, {colour: '--contempt', point: 'crossRot', dash: [1, 2]}];

/** Names written beside lines or points, pushed apart where they would meet. */
const directLabels = {
  id: 'directLabels',
  afterDatasetsDraw(chart) {
    const labels = [];
    chart.data.datasets.forEach((dataset, index) => {
      const points = chart.getDatasetMeta(index).data;
      (dataset.says || []).forEach((text, i) => {
        if (text && points[i]) labels.push({text, x: points[i].x, y: points[i].y, ink: dataset.ink || colour('--ink')});
      });
    });
    labels.sort((a, b) => a.y - b.y);
    const context = chart.ctx, size = 12.5;
    context.save();
    context.font = '500 ' + size + 'px ' + getComputedStyle(document.body).fontFamily;
    context.textBaseline = 'middle';
    labels.forEach((label, i) => {
      label.width = context.measureText(label.text).width;
      const over = label.x + label.width + 9 > chart.width;
      label.left = over ? label.x - label.width - 9 : label.x + 9;
      if (over) label.y -= size * 0.8;  // not on its own line
      for (const other of labels.slice(0, i)) {
        const meet = label.left < other.left + other.width + 4 && other.left < label.left + label.width + 4;
        if (meet && label.y - other.y < size + 1) label.y = other.y + size + 1;
      }
      context.fillStyle = label.ink;
      context.fillText(label.text, label.left, label.y);
    });
    context.restore();
  },
};

function plotAxis(axis) {
  const log = axis.type === 'logarithmic';
  return {
    type: axis.type || 'linear', min: axis.min, max: axis.max, suggestedMax: axis.suggestedMax, reverse: axis.reverse,
    grid: {color: colour('--grid'), drawBorder: false},
    title: {display: Boolean(axis.title), text: axis.title, color: colour('--soft'), font: {size: 13}},
    afterBuildTicks: axis.values ? (scale) => { scale.ticks = axis.values.map((value) => ({value})); }
      : log ? (scale) => { scale.ticks = logTicks(scale.min, scale.max).map((value) => ({value})); } : undefined,
    ticks: {color: colour('--soft'), maxRotation: 0, autoSkip: !axis.values && !log, font: {size: 12.5},
      callback: (value) => axis.words ? axis.words(value) : log && value < 1 ? String(value) : value.toLocaleString('en')},
  };
}

/** 1, 2, 5, 10, … within a range; only powers of ten where that is long. */
function logTicks(low, high) {
  const ticks = [], steps = high / low > 2000 ? [1] : [1, 2, 5];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); ++power) {
    for (const step of steps) {
      const value = Number((step * 10 ** power).toPrecision(3));
      if (value >= low * 0.999 && value <= high * 1.001) ticks.push(value);
    }
  }
  return ticks;
}

function plotOptions(x, y, right) {
  return {
    animation: false, responsive: true, maintainAspectRatio: false, layout: {padding: {top: 12, right: right || 16}},
    interaction: {mode: 'nearest', intersect: false}, scales: {x: plotAxis(x), y: plotAxis(y)},
    plugins: {legend: {display: false}, tooltip: {backgroundColor: colour('--ink'), titleColor: colour('--page'),
      bodyColor: colour('--page'), padding: 10, displayColors: false}},
  };
}

/**
 * Points and lines. series: [{name, points: [{x, y, says, radius}], kind: 'line' | 'points' | 'rule', like}]; `like` takes
 * the looks of another series (a fit of the same thing); a rule is a thin line without points: a limit, an ideal.
 */
function xyPlot(series, x, y, right) {
  const datasets = series.map((one, index) => {
    const looks = kSeries[(one.like === undefined ? index : one.like) % kSeries.length];
    const tint = colour(one.colour || looks.colour), rule = one.kind === 'rule';
    return {
      label: one.name, data: one.points, says: one.points.map((p) => p.says), ink: rule ? colour('--soft') : undefined,
      clip: false, showLine: one.kind !== 'points', borderColor: rule ? colour('--soft') : tint, backgroundColor: tint,
      borderWidth: rule ? 1.25 : 2, borderDash: rule ? [5, 4] : one.plain ? [] : looks.dash, tension: 0,
      pointStyle: one.points.map((p) => p.style || looks.point), pointRadius: rule || one.bare ? 0 : one.points.map((p) => p.radius || 5),
      pointBackgroundColor: one.points.map((p) => p.colour ? colour(p.colour) : tint), pointHitRadius: 8,
      pointBorderColor: one.points.map((p) => p.colour ? colour(p.colour) : tint),
    };
  });
  const options = plotOptions(x, y, Math.min(right || 16, innerWidth * 0.25));
  options.plugins.tooltip.callbacks = {title: (items) => items.length ? items[0].dataset.label : '',
    label: (item) => (x.words ? x.words(item.parsed.x) : three(item.parsed.x)) + ' ' + (x.unit || '') + ': ' +
      (y.words ? y.words(item.parsed.y) : three(item.parsed.y)) + ' ' + (y.unit || '')};
  options.plugins.tooltip.filter = (item) => !series[item.datasetIndex].bare;
  return {type: 'scatter', data: {datasets}, options, plugins: [directLabels]};
}

/** What each change brought: floating bars on a logarithmic axis, so that lengths multiply. */
function waterfallChart(ladder) {
  const total = ladder[ladder.length - 1].total, before = (i) => i ? ladder[i - 1].total : ladder[0].total;
  const steps = ladder.slice(1), names = [...steps.map((rung) => rung.label), 'All together'];
  const room = innerWidth < 600 ? 16 : 34;  // letters of a name
  const options = plotOptions({type: 'logarithmic', min: Math.min(1, ...ladder.map((r) => r.total)), max: total * 1.6,
    title: 'Speed over the baseline', words: (value) => value + '\u00a0\u00d7'}, {}, 24);
  options.indexAxis = 'y';
  options.scales.y = {grid: {display: false, drawBorder: false},
    ticks: {color: colour('--ink'), font: {size: 13}, autoSkip: false,
      callback: (_, i) => names[i].length > room ? names[i].slice(0, room - 1) + '\u2026' : names[i]}};
  options.plugins.tooltip.enabled = false;
  return {type: 'bar', options, plugins: [directLabels], data: {labels: names, datasets: [{
    data: [...steps.map((rung, i) => [before(i + 1), rung.total]), [ladder[0].total, total]],
    says: [...steps.map((rung) => times(rung.gain)), times(total)],
    backgroundColor: [...steps.map(() => colour('--cnn')), colour('--disgust')], borderSkipped: false, borderRadius: 3,
    barPercentage: 0.72, categoryPercentage: 0.9}]}};
}

function waterfallFigure(bench) {
  const ladder = bench.ladder || [];
  if (ladder.length < 2) return null;
  const columns = [
    {head: 'Step', row: true, kind: 'name', cell: (r) => r.label},
    {head: 'What changed', cell: (r) => r.change || '\u2013'},
    {head: 'ms a frame', num: true, cell: (r) => three(r.ms)},
    {head: 'over the step before', num: true, cell: (r) => times(r.gain)},
    {head: 'over the baseline', num: true, cell: (r) => times(r.total)},
    {head: 'Recall', num: true, cell: (r) => known(r.recall) ? r.recall.toFixed(2) : '\u2013'}];
  const plot = charts.later('steps', 'Waterfall: ' + ladder.slice(1).map((r) => r.label + ' ' + times(r.gain)).join(', ') +
    '; all together ' + times(ladder[ladder.length - 1].total) + '. The figures are in the table below.', () => waterfallChart(ladder));
  plot.style.height = 4.6 + 2.3 * ladder.length + 'rem';
  return figure('What each change brought',
    'Each bar starts where the one before ended; the axis is logarithmic, so equal lengths are equal factors, ' +
    'and their product is the last bar.',
    plot, element('div', {'data-table': 'ladder'}, table(columns, ladder, '')));
}

function scalingFigure(bench) {
  const curves = bench.scaling.filter((curve) => curve.points.length > 1);
  if (!curves.length) return null;
  const fits = curves.filter((curve) => curve.fit);
  const most = Math.max(...curves.flatMap((curve) => curve.points.map((p) => p[0])));
  // Over one worker: of the fit where there is one, else as measured with the fewest.
  const single = (curve) => curve.fit ? curve.fit.single : curve.points[0][1] / curve.points[0][0];
  const law = (curve, n) => 1 / (curve.fit.serial + (1 - curve.fit.serial) / n);
  const fitted = (curve) => Array.from({length: 33}, (_, i) => 1 + (most - 1) * i / 32).map((n, i) =>
    ({x: n, y: law(curve, n), says: i === 32 ? curve.approach : ''}));
  const series = [...curves.map((curve) => ({name: curve.approach, kind: 'points', points:
    curve.points.map((p) => ({x: p[0], y: p[1] / single(curve)}))})),
    ...fits.map((curve) => ({name: curve.approach + ', fit', like: curves.indexOf(curve), bare: true, points: fitted(curve)})),
    {name: 'ideal', kind: 'rule', bare: true, points: [{x: 1, y: 1}, {x: most, y: most, says: 'ideal'}]}];
  const ticks = [...new Set(curves.flatMap((curve) => curve.points.map((p) => p[0])))].sort((a, b) => a - b);
  const says = curves.map((c) => c.approach + ' reaches ' + times(c.points[c.points.length - 1][1] / single(c)) + ' with ' +
    c.points[c.points.length - 1][0] + ' workers').join('; ');
  return figure('Scaling', fits.length ? 'Points: measured. Lines: Amdahl\u2019s law fitted to them by least squares. Straight: ideal.' :
    'Points: measured. Straight: ideal. Two numbers of workers are too few for a fit.',
    charts.later('tall', 'Scaling curve: ' + says + '. The figures are in the table below.', () => xyPlot(series,
      {title: 'Workers', min: 1, max: most, values: ticks, unit: 'workers'}, {title: 'Speed over one worker', min: 0, unit: '\u00d7'}, 150)),
    element('div', {'data-table': 'scaling'}, table([
      {head: 'Approach', row: true, kind: 'name', cell: (c) => c.approach},
      {head: 'Workers: frames a second', cell: (c) => c.points.map((p) => p[0] + ': ' + three(p[1])).join(', ')},
      {head: 'Serial share', num: true, cell: (c) => c.fit ? (100 * c.fit.serial).toFixed(1) + '\u00a0%' : '\u2013'},
      {head: 'Never more than', num: true, cell: (c) => !c.fit ? '\u2013' : c.fit.limit ? times(c.fit.limit) : 'no limit seen'},
      {head: 'Largest deviation', num: true, cell: (c) => c.fit ? (100 * c.fit.worst).toFixed(1) + '\u00a0%' : '\u2013'}], curves, '')));
}
