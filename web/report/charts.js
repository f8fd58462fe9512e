'use strict';
/* Charts: made when they come into view (a hundred inputs stay light), all of them for print. */

const charts = {
  waiting: new Map(),  // canvas → function that makes its chart
  alive: new Map(),    // canvas → {chart, make}

  /** A canvas that becomes a chart once it is seen; `says` is its alternative in words. */
  later(size, says, make) {
    const canvas = element('canvas', {role: 'img', 'aria-label': says});
    charts.waiting.set(canvas, make);
    charts.observer.observe(canvas);
    document.documentElement.dataset.chartsPlanned = charts.waiting.size + charts.alive.size;
    const plot = element('div.plot.' + size, {}, canvas);
    plot.append(chartTools(canvas, says));
    return plot;
  },

  create(canvas) {
    const make = charts.waiting.get(canvas);
    if (!make) return;
    charts.waiting.delete(canvas);
    charts.observer.unobserve(canvas);
    charts.alive.set(canvas, {chart: new Chart(canvas, make()), make});
    document.documentElement.dataset.chartsReady = charts.alive.size;
  },

  createAll() {
    for (const canvas of [...charts.waiting.keys()]) charts.create(canvas);
  },

  /** Colours changed (light, dark, print): draw again. */
  repaint() {
    for (const [canvas, entry] of charts.alive) {
      entry.chart.destroy();
      entry.chart = new Chart(canvas, entry.make());
    }
  },

  observer: new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) charts.create(entry.target);
  }, {rootMargin: '600px'}),
};

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Ticks at round times: 5 s, 15 s, 1 min, 10 min, …; about one every 90 pixels. */
function timeAxis(duration) {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
  return {
    type: 'linear', min: 0, max: duration, grid: {display: false}, border: {display: false},
    afterBuildTicks: (axis) => {
      const wanted = Math.max(2, axis.width / 90);
      const step = steps.find((s) => duration / s <= wanted) || Math.ceil(duration / wanted / 86400) * 86400;
      axis.ticks = [];
      for (let at = 0; at <= duration + 1e-6; at += step) axis.ticks.push({value: at});
    },
    ticks: {callback: (value) => format.clock(value), color: colour('--soft'), maxRotation: 0, autoSkip: false},
  };
}

function valueAxis(extra) {
  return {
    min: 0, grid: {color: colour('--grid'), drawTicks: false, drawBorder: false},
    ...extra, ticks: {color: colour('--soft'), padding: 8, maxTicksLimit: 6, ...extra.ticks},
  };
}

function options(timeline, y, tooltip) {
  return {
    animation: false, responsive: true, maintainAspectRatio: false, normalized: true,
    font: {family: getComputedStyle(document.body).fontFamily},
    interaction: {mode: 'index', intersect: false, axis: 'x'},
    layout: {padding: {top: 6, right: 14}},
    scales: {x: timeAxis(timeline.duration_s), y},
    plugins: {
      legend: {display: false},
      tooltip: {
        backgroundColor: colour('--ink'), titleColor: colour('--page'), bodyColor: colour('--page'),
        padding: 10, boxPadding: 4, usePointStyle: true,
        callbacks: {title: (items) => items.length ? format.clock(items[0].parsed.x, timeline.bin_s < 1) : '', ...tooltip},
      },
    },
  };
}

/**
 * Points of a stepless area over bins: bin centres, and the edges of each run of bins that have a value, so
 * that a lone bin is still as wide as it is long; null between runs leaves a gap.
 */
function areaPoints(timeline, values) {
  const points = [], step = timeline.bin_s;
  const has = (i) => values[i] !== null && values[i] !== undefined;
  values.forEach((value, i) => {
    const begin = i * step, end = Math.min((i + 1) * step, timeline.duration_s);
    if (!has(i)) { points.push({x: (begin + end) / 2, y: null}); return; }
    if (!has(i - 1)) points.push({x: begin, y: value});
    points.push({x: (begin + end) / 2, y: value});
    if (!has(i + 1)) points.push({x: end, y: value});
  });
  return points;
}

const kArea = {pointRadius: 0, pointHitRadius: 6, borderJoinStyle: 'round', tension: 0, spanGaps: false};

function emotionChart(timeline) {
  const labels = inOrder(Object.keys(timeline.counts));
  const sums = timeline.mean_faces.map((_, i) => labels.reduce((sum, label) => sum + timeline.counts[label][i], 0));
  const datasets = labels.map((label, index) => ({
    ...kArea, label, fill: index ? '-1' : 'origin', borderWidth: sums.length > 80 ? 0.5 : 1, borderColor: colour('--card'),
    backgroundColor: colour(colourName(label)), pointStyle: 'rectRounded',
    data: areaPoints(timeline, timeline.counts[label].map((count, i) => sums[i] ? 100 * count / sums[i] : null)),
  }));
  const y = valueAxis({max: 100, stacked: true, ticks: {stepSize: 25, callback: (value) => value + ' %'}});
  const made = options(timeline, y, {
    label: (item) => ' ' + item.dataset.label + '  ' + format.share(item.parsed.y / 100),
    labelColor: (item) => ({backgroundColor: item.dataset.backgroundColor, borderColor: item.dataset.backgroundColor}),
  });
  made.plugins.tooltip.filter = (item) => item.parsed.y > 0;
  return {type: 'line', data: {datasets}, options: made};
}

function facesChart(timeline) {
  const datasets = [
    {...kArea, label: 'average', data: areaPoints(timeline, timeline.mean_faces), fill: 'origin', borderWidth: 1.5,
      borderColor: colour('--accent'), backgroundColor: colour('--accent') + '33'},
    {...kArea, label: 'most at once', data: areaPoints(timeline, timeline.peak_faces), borderWidth: 1.25,
      borderDash: [4, 3], borderColor: colour('--soft'), backgroundColor: colour('--soft')},
  ];
  const most = Math.max(1, ...timeline.peak_faces);
  const y = valueAxis({suggestedMax: most * 1.15, ticks: {precision: 0, maxTicksLimit: 4}});
  return {type: 'line', data: {datasets}, options: options(timeline, y, {
    label: (item) => ' ' + item.dataset.label + '  ' + Math.round(item.parsed.y * 10) / 10,
  })};
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.repaint());
addEventListener('beforeprint', () => {
  document.documentElement.classList.add('printing');
  for (const card of document.querySelectorAll('details.card')) card.open = true;
  charts.createAll();
  charts.repaint();
});
addEventListener('afterprint', () => {
  document.documentElement.classList.remove('printing');
  charts.repaint();
});
