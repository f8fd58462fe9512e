'use strict';
/* The section of the audience: contents ranked, ratings beside them, and whether the two agree. */

const kTooFew = '\u2013';

function signed(value) {
  return value === null || value === undefined ? kTooFew : (value < 0 ? '\u2212' : '+') + Math.abs(value).toFixed(2);
}

function estimateWords(estimate) {
  return estimate ? signed(estimate.value) + ' (' + signed(estimate.low) + ' to ' + signed(estimate.high) + ')' : kTooFew;
}

/** A point with its interval on the whole scale from −1 to 1. */
function intervalBar(estimate) {
  if (!estimate) return '';
  const place = (value) => 50 + 50 * Math.max(-1, Math.min(1, value));
  const node = element('div.interval', {role: 'img', 'aria-label': estimateWords(estimate)}, element('i'), element('b'));
  node.children[0].style.left = place(estimate.low) + '%';
  node.children[0].style.width = place(estimate.high) - place(estimate.low) + '%';
  node.children[1].style.left = place(estimate.value) + '%';
  return node;
}

function luck(row, ranked) {
  if (ranked < 2 || row.p_holm === undefined) return kTooFew;
  return row.p_holm < 0.05 ? 'differs (p ' + (row.p_holm < 0.001 ? '< 0.001' : row.p_holm.toFixed(3)) + ')' : 'may be chance';
}

function contentTable(audience) {
  const ranked = audience.contents.filter((row) => row.valence).length;
  const figure = (row, say) => row.figures ? say(row.figures) : kTooFew;
  return table([
    {head: 'Content', row: true, kind: 'name', cell: (row) => row.content},
    {head: 'People', num: true, cell: (row) => figure(row, (f) => format.count(f.people))},
    {head: 'Dwell', num: true, cell: (row) => figure(row, (f) => f.dwell_s.toFixed(1) + ' s')},
    {head: 'Attention', num: true, cell: (row) => figure(row, (f) => f.attention === null ? kTooFew : format.share(f.attention))},
    {head: 'Valence (95 %)', kind: 'nowrap', cell: (row) => [intervalBar(row.valence), estimateWords(row.valence)]},
    {head: 'Against the others', cell: (row) => luck(row, ranked)},
    {head: 'Ratings', num: true, cell: (row) => row.ratings ? row.ratings.mean.toFixed(2) + ' of 5 (' + format.count(row.ratings.count) + ')' : kTooFew},
    {head: 'Expressions', kind: 'mix', cell: (row) => figure(row, (f) =>
      bar(emotionParts(f.emotions), 1, 'Shares of time: ' + emotionWords(f.emotions)))},
  ], audience.contents, 'Contents, best valence first');
}

function liftTable(relation) {
  return table([
    {head: 'Expression about the rating', row: true, cell: (row) => expressionCell(row.emotion)},
    {head: 'Ratings', num: true, cell: (row) => row.ratings === undefined ? kTooFew : format.count(row.ratings)},
    {head: 'Mean', num: true, cell: (row) => row.mean === undefined ? kTooFew : row.mean.toFixed(2)},
    {head: 'Against all (95 %)', num: true, cell: (row) => estimateWords(row.difference)},
  ], relation.lifts, 'Ratings by the leading expression of those who stood there');
}

function agreementTable(relation) {
  const names = ['1\u20132', '3', '4\u20135'];
  return table([
    {head: 'Rating', row: true, cell: (row) => row.name},
    ...['Negative', 'Neutral', 'Positive'].map((head, i) =>
      ({head, num: true, cell: (row) => row.cells[i] === null ? kTooFew : format.count(row.cells[i])})),
  ], relation.agreement.map((cells, i) => ({name: names[i], cells})), 'Ratings against valence');
}

function relationCard(audience) {
  const relation = audience.relation, node = element('section.card', {'data-table': 'relation'},
    element('h3', {}, 'Do ratings and expressions agree?'));
  if (!relation) {
    node.append(element('p.hint', {}, 'Too few ratings could be joined with people in front of the content at the time.'));
    return node;
  }
  node.append(element('p.hint', {}, 'Spearman\u2019s \u03c1 ' + estimateWords(relation.spearman) + ' \u00b7 Kendall\u2019s \u03c4 ' +
    estimateWords(relation.kendall) + ' \u00b7 ' + format.count(relation.pairs) + ' ratings joined with ' + format.count(relation.people) +
    ' people by content, camera and time; never person by person'));
  node.append(...relation.notices.map((notice) => element('p.warn', {role: 'note'}, notice)));
  node.append(element('div.split', {}, liftTable(relation), element('div', {}, agreementTable(relation),
    element('p.hint', {}, 'The same side in ' + (relation.share === null ? kTooFew : format.share(relation.share)) + ' of the ratings' +
      (relation.kappa === null ? '' : ' \u00b7 Cohen\u2019s \u03ba ' + signed(relation.kappa))))));
  return node;
}

/** The store's days that all figures are of. */
function periodWords(period) {
  if (!period) return '';
  const day = (text) => new Date(text + 'T00:00:00Z').toLocaleDateString('en-GB', {dateStyle: 'long', timeZone: 'UTC'});
  const both = period.from === period.to ? day(period.from) : day(period.from) + ' to ' + day(period.to);
  return both + (period.days > 1 ? ', ' + format.count(period.days) + ' days' : '');
}

function renderAudience(audience) {
  return [
    element('section.card', {'data-table': 'contents'}, element('h3', {}, 'Audience'), audience.period ? element('p.hint', {'data-period': ''}, periodWords(audience.period)) : null, contentTable(audience),
      element('p.hint', {}, 'Figures of fewer than ' + audience.min_audience + ' people are not shown (\u2013). ' +
        'Valence: expression estimates from \u22121 (negative) to +1 (positive).')),
    relationCard(audience),
  ];
}
