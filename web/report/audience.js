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
  const columns = [
    {head: 'Content', row: true, kind: 'name', cell: (row) => row.title || row.content},
    {head: 'People', num: true, cell: (row) => figure(row, (f) => format.count(f.people))},
    {head: 'Dwell', num: true, cell: (row) => figure(row, (f) => f.dwell_s.toFixed(1) + ' s')},
    {head: 'Attention', num: true, cell: (row) => figure(row, (f) => f.attention === null ? kTooFew : format.share(f.attention))},
    !audience.smiles && {head: 'Valence (95 %)', kind: 'nowrap', cell: (row) => [intervalBar(row.valence), estimateWords(row.valence)]},
    !audience.smiles && {head: 'Against the others', cell: (row) => luck(row, ranked)},
    {head: 'Ratings', num: true, cell: (row) => row.ratings ? row.ratings.mean.toFixed(2) + ' of 5 (' + format.count(row.ratings.count) + ')' : kTooFew},
    {head: 'Expressions', kind: 'mix', cell: (row) => figure(row, (f) =>
      bar(emotionParts(f.emotions), 1, 'Shares of time: ' + emotionWords(f.emotions)))},
  ];
  return table(columns.filter(Boolean), audience.contents, audience.smiles ? 'Contents, most smiles first' : 'Contents, best valence first');
}

function liftTable(relation) {
  return table([
    {head: 'Expression shown most', row: true, cell: (row) => expressionCell(row.emotion)},
    {head: 'Ratings', num: true, cell: (row) => row.ratings === undefined ? kTooFew : format.count(row.ratings)},
    {head: 'Mean', num: true, cell: (row) => row.mean === undefined ? kTooFew : row.mean.toFixed(2)},
    {head: 'Against all (95 %)', num: true, cell: (row) => estimateWords(row.difference)},
  ], relation.lifts, 'Ratings by the expression shown most');
}

function agreementTable(relation) {
  const names = ['1\u20132', '3', '4\u20135'];
  return table([
    {head: 'Mean rating', row: true, cell: (row) => row.name},
    ...['Negative', 'Neutral', 'Positive'].map((head, i) =>
      ({head, num: true, cell: (row) => row.cells[i] === null ? kTooFew : format.count(row.cells[i])})),
  ], relation.agreement.map((cells, i) => ({name: names[i], cells})), 'Periods: ratings against valence');
}

function relationCard(audience) {
  const relation = audience.relation, node = element('section.card', {'data-table': 'relation'},
    element('h3', {}, 'Do ratings and expressions agree?'));
  if (!relation) {
    node.append(element('p.hint', {}, audience.smiles ? 'Only smiles are read: there is no valence to compare ratings with.' :
      'No period has enough ratings and enough people in front of the content.'));
    return node;
  }
  node.append(element('p.hint', {}, 'Spearman\u2019s \u03c1 ' + estimateWords(relation.spearman) + ' \u00b7 Kendall\u2019s \u03c4 ' +
    estimateWords(relation.kendall) + ' \u00b7 ' + format.count(relation.ratings) + ' ratings and ' + format.count(relation.people) +
    ' people in ' + format.count(relation.pairs) + ' periods with enough of both; never person by person'));
  node.append(...relation.notices.map((notice) => element('p.warn', {role: 'note'}, notice)));
  node.append(element('div.split', {}, liftTable(relation), element('div', {}, agreementTable(relation),
    element('p.hint', {}, 'Rating and valence point the same way in ' + (relation.share === null ? kTooFew : format.share(relation.share)) + ' of the periods' +
      (relation.kappa === null ? '' : ' \u00b7 Cohen\u2019s \u03ba ' + signed(relation.kappa))))));
  return node;
}

/** What there is too little of to say. */
function tooLittleCard(audience) {
  if (!audience.too_little || !audience.too_little.length) return null;
  const days = (row) => row.days === null ? kTooFew : format.count(row.days) + (row.days === 1 ? ' day' : ' days');
  return element('section.card', {'data-table': 'too-little'}, element('h3', {}, 'Too little to say yet'),
    table([
      {head: 'Content', row: true, kind: 'name', cell: (row) => titleOf(audience, row.content)},
      {head: 'Stays', num: true, cell: (row) => format.count(row.stays)},
      {head: 'More stays needed', num: true, cell: (row) => format.count(row.more)},
      {head: 'Days needed, at this rate', num: true, cell: days},
    ], audience.too_little, 'Stays needed to detect a difference of 0.1 in valence'),
    element('p.hint', {}, 'For a comparison with a content that has as many stays: 5 % significance level, 80 % power.'));
}

function titleOf(audience, content) {
  const row = audience.contents.find((one) => one.content === content);
  return row && row.title || content;
}

const kWeekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** People by weekday and hour, the more the darker; hours in which nobody ever was are left out. */
function weekCard(audience) {
  if (!audience.week) return null;
  const hours = [...Array(24).keys()].filter((hour) => audience.week.some((row) => row[hour]));
  const most = Math.max(...audience.week.flat().map((cell) => cell ? cell.people : 0));
  const cellOf = (cell) => {
    if (!cell) return kTooFew;
    const words = format.count(cell.people) + ' people, ' + cell.dwell_s.toFixed(1) + ' s' + (audience.smiles ? '' : ', valence ' + signed(cell.valence));
    const node = element('span.heat', {title: words}, format.count(cell.people));
    node.style.setProperty('--share', (most ? Math.round(60 * cell.people / most) : 0) + '%');
    return node;
  };
  return element('section.card', {'data-table': 'week'}, element('h3', {}, 'When'), table([
    {head: 'Day', row: true, cell: (row) => row.day},
    ...hours.map((hour) => ({head: String(hour).padStart(2, '0'), num: true, cell: (row) => cellOf(row.cells[hour])})),
  ], audience.week.map((cells, i) => ({day: kWeekdays[i], cells})), 'People by hour and weekday, in the store\u2019s time'),
    element('p.hint', {}, audience.min_audience > 1 ? 'Hours with fewer than ' + audience.min_audience + ' people are not counted (\u2013).' :
      'An hour in which nobody was there has a dash (\u2013).'));
}

/** How it went: each day of the store that has enough people on its own. */
function daysCard(audience) {
  if (!audience.days || audience.days.length < 2) return null;
  const most = Math.max(...audience.days.map((row) => row.people));
  const people = (row) => {
    const node = element('span.heat', {}, format.count(row.people));
    node.style.setProperty('--share', Math.round(60 * row.people / most) + '%');
    return node;
  };
  return element('section.card', {'data-table': 'days'}, element('h3', {}, 'Day by day'), table([
    {head: 'Day', row: true, cell: (row) => row.day},
    {head: 'People', num: true, cell: people},
    {head: 'Dwell', num: true, cell: (row) => row.dwell_s.toFixed(1) + ' s'},
    !audience.smiles && {head: 'Valence', num: true, cell: (row) => signed(row.valence)},
  ].filter(Boolean), audience.days, 'Days of the store'),
    element('p.hint', {}, audience.min_audience > 1 ? 'Days with fewer than ' + audience.min_audience + ' people of a camera and content count in their week alone.' :
      'Days on which nobody was there are missing.'));
}

const kMeasures = {valence: 'Valence', dwell_s: 'Dwell, seconds', rating: 'Rating, of 5', smiles: 'Share of stays with a smile'};

/** Two periods, contents or stores beside each other. */
function comparisonCard(comparison) {
  const digits = (row, value) => row.measure === 'valence' ? signed(value) : value.toFixed(2);
  const difference = (row) => signed(row.difference.value) + ' (' + signed(row.difference.low) + ' to ' + signed(row.difference.high) + ')';
  const verdict = (row) => row.p_holm < 0.05 ? 'differs (p ' + (row.p_holm < 0.001 ? '< 0.001' : row.p_holm.toFixed(3)) + ')' :
    'may be chance' + (row.more_stays.a + row.more_stays.b ? '; ' + format.count(row.more_stays.a) + ' and ' + format.count(row.more_stays.b) +
      ' more stays are needed to detect a difference of 0.1' : '');
  const side = (key) => ({head: comparison[key], num: true,
    cell: (row) => digits(row, row[key].mean) + ' (' + format.count(row[key].values) + ')'});
  return element('section.card', {'data-table': 'comparison'}, element('h3', {}, comparison.b + ' against ' + comparison.a),
    element('p.finding', {}, comparison.finding + '.'),
    comparison.rows.length ? table([
      comparison.kind !== 'contents' && {head: 'Content', row: true, kind: 'name', cell: (row) => row.title || 'All'},
      {head: 'Measure', row: comparison.kind === 'contents', cell: (row) => kMeasures[row.measure]},
      side('a'), side('b'),
      {head: 'Difference', num: true, kind: 'nowrap', cell: difference},
      {head: 'Verdict', cell: verdict},
    ].filter(Boolean), comparison.rows, 'Differences, second minus first') : null,
    element('p.hint', {}, 'Corrected for ' + format.count(comparison.comparisons) + ' comparisons: p by Holm, intervals at 95 % together by Bonferroni; ' +
      'Welch\u2019s t.' + (comparison.withheld.length ? ' Of fewer than ' + comparison.min_audience + ' people on a side, and not compared: ' +
      comparison.withheld.map((name) => name || 'all').join(', ') + '.' : '')));
}

/** The store's days that all figures are of. */
function periodWords(period) {
  if (!period) return '';
  const day = (text) => new Date(text + 'T00:00:00Z').toLocaleDateString('en-GB', {dateStyle: 'long', timeZone: 'UTC'});
  const both = period.from === period.to ? day(period.from) : day(period.from) + ' to ' + day(period.to);
  return both + (period.days > 1 ? ', ' + format.count(period.days) + ' days' : '');
}

/** Who is in no figure, and why. */
function withheldWords(audience) {
  const least = audience.min_audience;
  if (least <= 1) return 'Everybody is counted: the minimum audience is 1.';
  const share = audience.withheld === null || audience.withheld === undefined ? '' :
    ' About ' + format.share(audience.withheld) + ' of the people are in no figure.';
  return 'The figures count groups of at least ' + least + ' people of an hour, a quarter of a day, a day or a week, by camera, content and zone. ' +
    'People in smaller groups are in no figure (\u2013).' + share;
}

/** What is known of the clock of the player whose log says what was shown. */
function playerClockHints(audience) {
  return Object.entries(audience.player_clocks || {}).map(([source, words]) =>
    element('p.hint', {'data-player-clock': ''}, 'What was shown is from the play log \u201c' + source + '\u201d. Its player\u2019s clock: ' + words + '.'));
}

function renderAudience(audience) {
  return [
    element('section.card', {'data-table': 'contents'}, element('h3', {}, 'Audience'), audience.period ? element('p.hint', {'data-period': ''}, periodWords(audience.period)) : null, contentTable(audience),
      element('p.hint', {'data-withheld': ''}, withheldWords(audience)), ...playerClockHints(audience),
      audience.smiles ? null : element('p.hint', {}, 'Valence: expression estimates from \u22121 (negative) to +1 (positive).')),
    tooLittleCard(audience),
    daysCard(audience),
    weekCard(audience),
    relationCard(audience),
  ].filter(Boolean);
}
